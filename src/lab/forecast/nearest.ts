import type { StageSpec } from '../../shared/spec/stage.ts';
import type { Measurement } from './measure.ts';

/** The latest of equally near ones; more would be slower and no truer. */
const mostUsed = 9;

/** Measurements that say most about a stage: same model, method and kind of training; then as much else alike as there is. Empty if none. */
export function findNearest(stage: StageSpec, measured: readonly Measurement[]): Measurement[] {
  let best = Number.POSITIVE_INFINITY;
  let nearest: Measurement[] = [];
  for (const candidate of measured) {
    if (!isComparable(stage, candidate.stage)) continue;
    const distance = countDifferences(stage, candidate.stage);
    if (distance < best) {
      best = distance;
      nearest = [];
    }
    if (distance === best) nearest.push(candidate);
  }
  return nearest.slice(0, mostUsed);
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function isComparable(left: StageSpec, right: StageSpec): boolean {
  if (!isSameModel(left, right)) return false;
  if (left.kind === 'evaluate' || right.kind === 'evaluate') return left.kind === right.kind;
  return left.method.name === right.method.name;
}

/** Same weights in the same precision, trained in the same way. */
function isSameModel(left: StageSpec, right: StageSpec): boolean {
  return (
    left.model.digest === right.model.digest &&
    left.model.frozenPrecision === right.model.frozenPrecision &&
    left.trainable.kind === right.trainable.kind
  );
}

/** What weighs most on the time of a step comes first: batches, then length of the examples, then the data. */
function countDifferences(left: StageSpec, right: StageSpec): number {
  if (left.kind === 'evaluate' || right.kind === 'evaluate') {
    if (left.kind !== 'evaluate' || right.kind !== 'evaluate') return Number.POSITIVE_INFINITY;
    const isOther = left.evaluation.safety.data.digest !== right.evaluation.safety.data.digest;
    return weigh([left.evaluation.batchSize !== right.evaluation.batchSize, isOther]);
  }
  return weigh([
    left.training.batchSize !== right.training.batchSize || left.training.accumulation !== right.training.accumulation,
    left.kind !== right.kind,
    left.maxLength !== right.maxLength,
    digestOf(left) !== digestOf(right),
  ]);
}

function digestOf(stage: Exclude<StageSpec, { kind: 'evaluate' }>): string {
  return stage.kind === 'align' ? stage.data.digest : stage.task.digest;
}

function weigh(differences: readonly boolean[]): number {
  return differences.reduce((sum, differs) => sum * 2 + (differs ? 1 : 0), 0);
}
