import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Trainable } from '../../shared/settings/model.ts';
import { mergeAdapter } from '../models/adapter-overlay.ts';
import type { WeightLayout } from '../models/config.ts';
import type { WeightOverlay } from '../models/load-weights.ts';
import { listCheckpoints, readCheckpoint } from '../train/checkpoints.ts';

/** Folder of another stage of the same store: stages lie side by side under their keys. */
export function stageFolderOf(folder: string, key: string): string {
  return path.join(path.dirname(path.resolve(folder)), key);
}

/** The trained weights a stage ended with. @throws AppError `stage/no-result`. */
export function readResult(stageFolder: string): Map<string, Float32Array> {
  const last = listCheckpoints(stageFolder).at(-1);
  if (last === undefined)
    throw new AppError(
      'stage/no-result',
      `${stageFolder}: the result of an earlier stage was expected but is not there; run that stage again.`,
    );
  return readCheckpoint(stageFolder, last);
}

/** How an aligned model is carried into the next stage. */
export interface Carried {
  /** Merged into the base before training: the alignment adapter in double LoRA mode. */
  readonly overlays: readonly WeightOverlay[];
  /** Where training goes on from; null for a fresh adapter. */
  readonly weights: ReadonlyMap<string, Float32Array> | null;
}

/** Single mode (and full training) goes on with the aligned weights; double merges the adapter and starts a fresh one (paper.md 3.2). */
export function carryAligned(
  aligned: ReadonlyMap<string, Float32Array>,
  { trainable, loraMode }: { readonly trainable: Trainable; readonly loraMode: 'single' | 'double' },
  { orientation }: Pick<WeightLayout, 'orientation'>,
): Carried {
  if (trainable.kind === 'full' || loraMode === 'single') return { overlays: [], weights: aligned };
  return { overlays: [mergeAdapter(trainable, aligned, orientation)], weights: null };
}
