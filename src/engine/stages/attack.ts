import { AppError } from '../../shared/errors.ts';
import type { AttackStage } from '../../shared/spec/stage.ts';
import { checkDisjoint, composeAttack, deriveSeed, type Example, readDataset } from '../data/index.ts';
import { freshAdapter } from '../train/initial-weights.ts';
import { openModel, type StageContext } from './context.ts';
import { trainStage } from './train-stage.ts';
import { carryAligned, readResult, stageFolderOf } from './upstream.ts';

/** Harmful fine-tuning: trains the aligned model on a user's data, of which the fraction p is harmful. */
export async function runAttack(context: StageContext, stage: AttackStage): Promise<'completed' | 'cancelled'> {
  const examples = readUserData(context, stage);
  const aligned = readResult(stageFolderOf(context.folder, stage.from));
  const loaded = openModel({ ...stage, path: stage.model.path });
  const { overlays, weights } = carryAligned(aligned, stage, loaded.config.weights);
  // Another adapter and another order of the data than in the alignment with the same seed.
  const seed = deriveSeed(stage.seed, 'attack');
  return trainStage(context, {
    phase: 'attack',
    model: stage.model,
    loaded,
    trainable: stage.trainable,
    method: stage.method,
    training: stage.training,
    seed,
    examples: { train: examples, ...(stage.guide ? { guide: readDataset(stage.guide) } : {}) },
    overlays,
    initialWeights: (trained) => weights ?? freshAdapter(trained, seed),
    keepSteps: stage.checkpointSteps,
  });
}

function readUserData(context: StageContext, stage: AttackStage): readonly Example[] {
  const needsHarmful = Math.round(stage.p * stage.n) > 0;
  if (needsHarmful && !stage.harmful) {
    throw new AppError(
      'spec/no-attack-rows',
      `The attack has p = ${stage.p}, but attack.harmful is empty; name a file of harmful rows there, or set p to 0.`,
    );
  }
  const harmful = needsHarmful && stage.harmful ? readDataset(stage.harmful) : [];
  const composed = composeAttack({
    task: readDataset(stage.task),
    harmful,
    n: stage.n,
    p: stage.p,
    offByOne: stage.harmful?.offByOne ?? false,
  });
  const used = composed.examples.slice(0, composed.harmfulCount);
  checkDisjoint(
    { role: 'attack’s harmful rows', examples: used },
    stage.disjointFrom.map(({ role, data }) => ({ role, examples: readDataset(data) })),
  );
  context.emit({
    kind: 'logged',
    atMs: Date.now(),
    level: 'info',
    message: `The user's data: ${composed.harmfulCount} harmful and ${composed.benignCount} benign rows.`,
  });
  return composed.examples;
}
