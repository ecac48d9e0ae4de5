import { join } from 'node:path';
import { writeFileAtomic, writeFolderAtomic } from '../atomic-write.ts';
import { writeSafetensors } from '../safetensors/index.ts';
import { type AdapterSettings, adapterConfigName, buildAdapterConfig } from './adapter-config.ts';
import { formatTensorName } from './adapter-tensors.ts';
import { type AdapterTensor, adapterWeightsName } from './read-adapter.ts';

export interface AdapterContents extends AdapterSettings {
  /** Path or name of the base model, for `peft` to find it; null when unknown. */
  readonly baseModel: string | null;
  /** The base stores its weights [in, out], as GPT-2 does; off unless given. */
  readonly fanInFanOut?: boolean;
  readonly tensors: Iterable<AdapterTensor>;
}

/**
 * Writes a LoRA adapter folder (F32) that Python's `peft` loads; the folder appears only when complete.
 * Errors: `disk/full`, `disk/unwritable`, `disk/not-empty`.
 */
export function writePeftAdapter(dir: string, contents: AdapterContents): void {
  const { tensors, ...settings } = contents;
  const sources = [...tensors].map((tensor) => ({
    name: formatTensorName(tensor),
    dtype: 'F32' as const,
    shape: tensor.shape,
    read: () => tensor.values,
  }));
  writeFolderAtomic(dir, (folder) => {
    writeSafetensors(join(folder, adapterWeightsName), sources, { format: 'pt' });
    const json = `${JSON.stringify(buildAdapterConfig(settings), null, 2)}\n`;
    writeFileAtomic(join(folder, adapterConfigName), (append) => append(Buffer.from(json)));
  });
}
