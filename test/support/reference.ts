import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openSafetensors } from '../../src/engine/checkpoint/index.ts';

/** Folder of the golden values that test/reference makes with PyTorch. */
export const referenceFolder = path.resolve(import.meta.dirname, '../fixtures/reference');

export const modelFolderOf = (name: string): string => path.join(referenceFolder, 'models', name);

/** The JSON of a golden file; its shape is documented in test/fixtures/reference/README.md. */
// oxlint-disable-next-line typescript/no-explicit-any -- golden files are ours, and tests fail on a wrong shape anyway.
export function readGolden(name: string): any {
  return JSON.parse(readFileSync(path.join(referenceFolder, 'golden', `${name}.json`), 'utf8'));
}

/** All tensors of a golden safetensors file as float32. */
export function readGoldenTensors(name: string): Map<string, Float32Array> {
  const file = openSafetensors(path.join(referenceFolder, 'golden', `${name}.safetensors`));
  try {
    return new Map([...file.tensors.keys()].map((tensor) => [tensor, file.readFloat32(tensor)]));
  } finally {
    file.close();
  }
}

/** ‖actual − expected‖ / ‖expected‖ over the listed indices (default: all). */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let index = 0; index < expected.length; index++) {
    difference += (actual[index] - expected[index]) ** 2;
    size += expected[index] ** 2;
  }
  return Math.sqrt(difference / size);
}
