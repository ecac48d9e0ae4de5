import type { AlignStage, AttackStage, EvaluateStage, StageSpec } from '../../shared/spec/stage.ts';
import { countRows } from './count-rows.ts';

export type TrainingStage = AlignStage | AttackStage;

/** Finds the attack that an evaluation follows. */
export type FindAttack = (key: string) => AttackStage | undefined;

/** Optimizer steps of a training stage; null where its rows cannot be counted. */
export function countSteps(stage: TrainingStage): number | null {
  const { training } = stage;
  if (training.maxSteps !== null) return training.maxSteps;
  const rows = stage.kind === 'attack' ? stage.n : countRows(stage.data);
  if (rows === null) return null;
  const batches = Math.ceil(rows / training.batchSize);
  return Math.max(1, Math.round((training.epochs * batches) / training.accumulation));
}

/** How many models a stage keeps: an attack's at its checkpoint steps and at the end. */
export function countKept(stage: StageSpec): number {
  if (stage.kind !== 'attack') return stage.kind === 'align' ? 1 : 0;
  const last = countSteps(stage);
  const inside = stage.checkpointSteps.filter((step) => last === null || step < last);
  return new Set(inside).size + 1;
}

/** Passes of an example through the model, forward and back, in one optimizer step; a harmful batch goes through it before and after the perturbation. */
export function countPassesPerStep({ method, training }: TrainingStage): number {
  const own = training.batchSize * training.accumulation;
  return own + ('harmfulBatchSize' in method ? 2 * method.harmfulBatchSize : 0);
}

/** Tokens that an evaluation may write: prompts × models × longest answer; null where its rows cannot be counted. */
export function countAnswerTokens({ evaluation, from }: EvaluateStage, findAttack: FindAttack): number | null {
  const attack = findAttack(from);
  if (!attack) return null;
  const models = countKept(attack) + (evaluation.includeAligned ? 1 : 0);
  let tokens = 0;
  for (const set of [evaluation.safety, evaluation.utility, evaluation.benign]) {
    if (!set) continue;
    const rows = countRows(set.data);
    if (rows === null) return null;
    tokens += rows * set.maxNewTokens;
  }
  return tokens * models;
}

/** The work of a stage in the unit by which its time grows: optimizer steps, or tokens of answers. */
export function countWork(stage: StageSpec, findAttack: FindAttack): number | null {
  return stage.kind === 'evaluate' ? countAnswerTokens(stage, findAttack) : countSteps(stage);
}
