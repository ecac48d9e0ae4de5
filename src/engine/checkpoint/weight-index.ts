import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { readJsonFile } from './json-file.ts';

export const weightIndexName = 'model.safetensors.index.json';

const weightIndexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * Reads the index of a sharded model: from tensor name to the file beside the index that holds it.
 * Errors: those of `readJsonFile`; `model/invalid-index` for an empty index or a shard outside the folder.
 */
export function readWeightIndex(file: string): ReadonlyMap<string, string> {
  const { weight_map: entries } = readJsonFile(file, weightIndexSchema);
  const index = new Map(Object.entries(entries));
  if (index.size === 0)
    throw new AppError('model/invalid-index', `${file}: "weight_map" names no tensor; fetch the model again.`);
  for (const [tensor, shard] of index) {
    if (!isPlainFileName(shard)) {
      throw new AppError(
        'model/invalid-index',
        `${file}: tensor "${tensor}" must lie in a .safetensors file of this folder, but "${shard}" was found.`,
      );
    }
  }
  return index;
}

/** A shard must lie beside its index: no folder, no drive, no way out, whatever system wrote it. */
function isPlainFileName(name: string): boolean {
  return /^[^/\\:\0]+\.safetensors$/.test(name) && name !== '.safetensors' && !name.startsWith('..');
}
