import { type AnsweringMemory, answeringParts } from '../../shared/memory/answering.ts';
import { sumBytes } from '../../shared/memory/parts.ts';
import { type PassShape, trainingParts } from '../../shared/memory/training.ts';
import { getMethod } from '../../shared/methods/index.ts';
import type { EvaluateStage, StageSpec } from '../../shared/spec/stage.ts';
import { countRows } from './count-rows.ts';
import type { Measurement } from './measure.ts';
import { measureModel } from './model-size.ts';
import { readModelSizes } from './model-sizes.ts';
import { findNearest } from './nearest.ts';
import type { Estimate } from './stage-time.ts';
import { countKept, type TrainingStage } from './work.ts';

/** Peak memory of a stage's worker in bytes; null where the model's size is not known. */
export function estimateMemory(stage: StageSpec, measured: readonly Measurement[]): Estimate | null {
  const telling = measured.filter(({ peakMemoryBytes }) => peakMemoryBytes !== null);
  const peaks = findNearest(stage, telling).flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []);
  if (peaks.length > 0) return { value: Math.max(...peaks), ground: 'measured' };
  const size = measureModel(stage);
  if (!size) return null;
  const model = {
    frozen: Math.max(0, size.total - (stage.trainable.kind === 'full' ? size.trained : 0)),
    trained: size.trained,
    isHalf: stage.model.frozenPrecision === 'bfloat16',
    sizes: readModelSizes(stage.model.path),
  };
  const parts =
    stage.kind === 'evaluate'
      ? answeringParts({ model, sets: listSets(stage) })
      : trainingParts({
          model,
          method: stage.method,
          pass: largestPass(stage),
          recomputes: stage.training.recomputeActivations ?? false,
          accumulates: stage.training.accumulation > 1,
        });
  return { value: sumBytes(parts), ground: 'estimated' };
}

/** The passes of a large step run one after the other, so the largest batch decides: every row as long as allowed, half of it answer. */
function largestPass({ method, training, maxLength }: TrainingStage): PassShape {
  const extra = Object.values(getMethod(method.name).extraBatches?.(method) ?? {});
  const tokens = maxLength * Math.max(training.batchSize, ...extra.filter((size) => typeof size === 'number'));
  return { tokens, length: maxLength, labels: tokens / 2 };
}

/** Prompts as long as examples may be; no more rows at once than a set has. */
function listSets({ evaluation, maxLength }: EvaluateStage): AnsweringMemory['sets'] {
  return [evaluation.safety, evaluation.utility, evaluation.benign].flatMap((set) => {
    if (!set) return [];
    const rows = Math.min(evaluation.batchSize, countRows(set.data) ?? evaluation.batchSize);
    return [{ rows, promptLength: maxLength, newTokens: set.maxNewTokens }];
  });
}

/** Bytes of the models that a stage keeps; null where the model's size is not known. */
export function estimateDisk(stage: StageSpec, measured: readonly Measurement[]): Estimate | null {
  const kept = countKept(stage);
  if (kept === 0) return { value: 0, ground: 'measured' };
  const like = measured.find((one) => one.keptBytes !== null && one.keptBytes > 0 && keepsTheSame(stage, one.stage));
  if (like?.keptBytes) return { value: (like.keptBytes / countKept(like.stage)) * kept, ground: 'measured' };
  const size = measureModel(stage);
  return size && { value: size.trained * 4 * kept, ground: 'estimated' };
}

function keepsTheSame(left: StageSpec, right: StageSpec): boolean {
  if (left.kind === 'evaluate' || right.kind === 'evaluate') return false;
  return (
    left.model.digest === right.model.digest &&
    JSON.stringify([left.trainable]) === JSON.stringify([right.trainable]) &&
    // A fresh adapter may have another size than the one it starts from.
    left.kind === right.kind
  );
}
