import { getMethod, type Method } from '../../shared/methods/index.ts';
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

/** Passes of an example through the model, forward and back, in one optimizer step of a stage's method. */
export function countPassesPerStep({ method, training }: TrainingStage): number {
  const definition = getMethod(method.name);
  const passes = definition.passes?.(method) ?? {};
  const own = training.batchSize * training.accumulation * (passes.train ?? 1);
  return definition.uses.reduce(
    (sum, role) => sum + readBatchSize(method, `${role}BatchSize`) * (passes[role] ?? 1),
    own,
  );
}

/** Methods call the size of an extra batch after its role; one that shares the training's own steps has none. */
function readBatchSize(method: Method, name: string): number {
  const size: unknown = Object.hasOwn(method, name) ? Reflect.get(method, name) : undefined;
  return typeof size === 'number' ? size : 0;
}

/** Tokens that an evaluation may write: prompts × models × longest answer; null where its rows cannot be counted. */
function countAnswerTokens({ evaluation, from }: EvaluateStage, findAttack: FindAttack): number | null {
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
