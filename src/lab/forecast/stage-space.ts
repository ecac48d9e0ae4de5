import type { StageSpec } from '../../shared/spec/stage.ts';
import { estimateActivations } from './activations.ts';
import type { Measurement } from './measure.ts';
import { measureModel } from './model-size.ts';
import { findNearest } from './nearest.ts';
import type { Estimate } from './stage-time.ts';
import { countKept } from './work.ts';

/** What a worker takes beside its model: Node, TensorFlow, XLA while it compiles, and compiled code; measured with the sample model. */
const workerBytes = 890e6;
/** Caches of keys and values and what XLA holds in between, beside an evaluation's weights; not measured. */
const workspaceFactor = 1.3;

/** Peak memory of a stage's worker in bytes; null where the model's size is not known. */
export function estimateMemory(stage: StageSpec, measured: readonly Measurement[]): Estimate | null {
  const telling = measured.filter(({ peakMemoryBytes }) => peakMemoryBytes !== null);
  const peaks = findNearest(stage, telling).flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []);
  if (peaks.length > 0) return { value: Math.max(...peaks), ground: 'measured' };
  const size = measureModel(stage);
  if (!size) return null;
  const frozen = Math.max(0, size.total - (stage.trainable.kind === 'full' ? size.trained : 0));
  const isHalf = stage.model.frozenPrecision === 'bfloat16';
  const weights = frozen * (isHalf ? 2 : 4) + size.trained * 4;
  if (stage.kind === 'evaluate') return { value: workerBytes + workspaceFactor * weights, ground: 'estimated' };
  // As if XLA widened every frozen matrix once for all passes of a step: what was measured lies near that.
  const widened = isHalf ? frozen * 4 : 0;
  // Beside the weight eleven float32 arrays, as counted for Booster: two moments, the new weight and moments, and four gradients
  // (two harmful, alignment, combined), the clipped one and the perturbed weight.
  const training = size.trained * 44;
  const activations = estimateActivations(stage) ?? 0;
  return { value: workerBytes + weights + widened + training + activations, ground: 'estimated' };
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
