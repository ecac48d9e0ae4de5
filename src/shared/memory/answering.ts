import { type MemoryPart, type ModelMemory, weightParts } from './parts.ts';

/** A worker that answers: its programs are smaller than a training's. */
const workerBytes = 620e6;

export interface AnsweringMemory {
  readonly model: ModelMemory;
  /** Per test set: rows at once, tokens per prompt, and new tokens. */
  readonly sets: readonly { readonly rows: number; readonly promptLength: number; readonly newTokens: number }[];
}

/**
 * What a worker holds at most that answers test sets one after the other, as a sum. Caches stand in variables; while a set is answered
 * its caches are there twice more, as the loop's state and as its result. Factors by measurement, see docs/models.md.
 */
export function answeringParts({ model, sets }: AnsweringMemory): MemoryPart[] {
  const { sizes } = model;
  const caches = sizes
    ? sets.map(
        ({ rows, promptLength, newTokens }) =>
          8 * sizes.layers * sizes.keyValueHeads * sizes.headSize * rows * (promptLength + newTokens),
      )
    : [];
  const all = caches.reduce((sum, bytes) => sum + bytes, 0);
  return [
    { label: 'worker and compiled code', bytes: workerBytes },
    ...weightParts(model),
    ...(model.isHalf ? [{ label: 'float32 copies of weights', bytes: 4 * model.frozen }] : []),
    { label: 'key-value caches', bytes: 1.8 * all + 2 * Math.max(0, ...caches) },
  ];
}
