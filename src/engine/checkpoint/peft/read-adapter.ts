import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { openSafetensors } from '../safetensors/index.ts';
import { type AdapterSettings, adapterConfigName, readAdapterConfig } from './adapter-config.ts';
import { type AdapterTensorName, formatTensorName, listAdapterTensors } from './adapter-tensors.ts';

export const adapterWeightsName = 'adapter_model.safetensors';

export interface AdapterTensor extends AdapterTensorName {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface PeftAdapter extends AdapterSettings {
  readonly baseModel: string | null;
  /** Sorted by module, A before B; each pass reads the file again, one tensor at a time. */
  readonly tensors: Iterable<AdapterTensor>;
}

/**
 * Reads a LoRA adapter folder as Python's `peft` writes it (F32, F16 or BF16); everything but the values is checked at once.
 * Errors: `adapter/no-weights`, `adapter/unsupported`, `adapter/invalid`, and those of `readJsonFile` and `openSafetensors`.
 */
export function readPeftAdapter(dir: string): PeftAdapter {
  const settings = readAdapterConfig(join(dir, adapterConfigName));
  const path = join(dir, adapterWeightsName);
  if (!existsSync(path)) throw describeMissingWeights(dir);
  const file = openSafetensors(path);
  try {
    const names = listAdapterTensors(file, settings);
    return { ...settings, tensors: { [Symbol.iterator]: () => readTensors(path, names) } };
  } finally {
    file.close();
  }
}

function* readTensors(path: string, names: readonly AdapterTensorName[]): Generator<AdapterTensor, void, undefined> {
  const file = openSafetensors(path);
  try {
    for (const name of names) {
      const key = formatTensorName(name);
      yield { ...name, shape: file.tensors.get(key)?.shape ?? [], values: file.readFloat32(key) };
    }
  } finally {
    file.close();
  }
}

function describeMissingWeights(dir: string): AppError {
  const hasPickle = existsSync(join(dir, 'adapter_model.bin'));
  return new AppError(
    'adapter/no-weights',
    hasPickle
      ? `${dir}: the weights are in adapter_model.bin, a pickle file that can run code and is not read; save the adapter as safetensors.`
      : `${dir}: ${adapterWeightsName} was expected beside ${adapterConfigName}, but it is missing; fetch it.`,
  );
}
