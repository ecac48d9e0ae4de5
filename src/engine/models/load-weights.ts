import { expectTensor, type ModelFolder, openModelFolder } from '../checkpoint/index.ts';
import { roundToBfloat16 } from '../checkpoint/float-conversion.ts';
import { collectGarbage } from '../runtime/collect-garbage.ts';
import { type Executor, sizeOf, type Values, type VariableSpec } from '../runtime/program.ts';
import { storedName } from './stored-name.ts';

/** Changes a weight on its way in: merged adapters, or the trained weights of an earlier stage. */
export interface WeightOverlay {
  has(name: string): boolean;
  /** Adjusts the values in place, or gives others of the same length. */
  apply(name: string, values: Float32Array): Float32Array;
}

/** Bytes handed over in one native call: few calls for small models, little memory beside a large one. */
const chunkBytes = 16 * 1024 * 1024;

/**
 * Streams a folder's weights into an executor's variables, tensor by tensor.
 * @throws AppError for missing tensors and other shapes; weights are checked before the first one is loaded.
 */
export function loadWeights(
  executor: Executor,
  folderPath: string,
  variables: readonly VariableSpec[],
  overlays: readonly WeightOverlay[] = [],
): void {
  if (variables.length === 0) return;
  const folder = openModelFolder(folderPath);
  try {
    for (const { name, shape } of variables) expectTensor(folder, storedName(folder, name), shape);
    let pending = new Map<string, Values | Uint16Array>();
    let bytes = 0;
    const flush = (): void => {
      executor.write(pending);
      pending = new Map();
      if (bytes >= chunkBytes) collectGarbage();
      bytes = 0;
    };
    for (const { name, storage } of largestFirst(variables)) {
      const values = readWeight(folder, name, storage, overlays);
      pending.set(name, values);
      bytes += values.byteLength;
      if (bytes >= chunkBytes) flush();
    }
    flush();
  } finally {
    folder.close();
  }
}

/** A weight is in memory twice while it is handed over: the largest ones should be so while there is most room. */
function largestFirst(variables: readonly VariableSpec[]): VariableSpec[] {
  return variables.toSorted((left, right) => sizeOf(right.shape) - sizeOf(left.shape));
}

function readWeight(
  folder: ModelFolder,
  name: string,
  storage: VariableSpec['storage'],
  overlays: readonly WeightOverlay[],
): Values | Uint16Array {
  const stored = storedName(folder, name);
  const active = overlays.filter((overlay) => overlay.has(name));
  if (active.length === 0) return storage === 'bfloat16' ? folder.readBfloat16(stored) : folder.readFloat32(stored);
  const values = active.reduce<Float32Array>(
    (current, overlay) => overlay.apply(name, current),
    folder.readFloat32(stored),
  );
  if (storage !== 'bfloat16') return values;
  const halves = new Uint16Array(values.length);
  roundToBfloat16(values, halves);
  return halves;
}
