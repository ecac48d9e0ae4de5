import { AppError } from '../../shared/errors.ts';
import { type PassShape, trainingParts } from '../../shared/memory/training.ts';
import { getMethod, type Method } from '../../shared/methods/index.ts';
import type { ModelChoice, Trainable } from '../../shared/settings/model.ts';
import type { Training } from '../../shared/settings/training.ts';
import { countBatches, encodeExamples, type Example } from '../data/index.ts';
import { bindMethod, type BatchRole, listBatchSizes } from '../methods/index.ts';
import type { WeightOverlay } from '../models/load-weights.ts';
import { modelVariables } from '../models/trainables.ts';
import { compileCacheFolder } from '../runtime/compile-cache.ts';
import { isOnGpu } from '../runtime/native.ts';
import type { VariableSpec } from '../runtime/program.ts';
import { createBatchSource, type RoleData } from '../train/batch-source.ts';
import type { StepShape } from '../train/dense-tokens.ts';
import { momentVariables } from '../train/optimizer.ts';
import { runTraining } from '../train/run-training.ts';
import { countSteps } from '../train/schedule.ts';
import { createTrainer } from '../train/trainer.ts';
import {
  checkForecastFits,
  checkVariablesFit,
  type LoadedModel,
  modelMemory,
  reportDropped,
  type StageContext,
} from './context.ts';

export interface TrainStage {
  readonly phase: string;
  readonly model: ModelChoice;
  readonly loaded: LoadedModel;
  readonly trainable: Trainable;
  readonly method: Method;
  readonly training: Training;
  readonly seed: number;
  readonly examples: Readonly<Partial<Record<BatchRole, readonly Example[]>>>;
  readonly overlays: readonly WeightOverlay[];
  initialWeights(trained: readonly VariableSpec[]): ReadonlyMap<string, Float32Array>;
  readonly keepSteps: readonly number[];
}

/** Runs one training loop of a stage: encode, check memory, load, train; the shared part of alignment and attack. */
export async function trainStage(context: StageContext, stage: TrainStage): Promise<'completed' | 'cancelled'> {
  const { loaded, training } = stage;
  const { label, allowsAccumulation } = getMethod(stage.method.name);
  if (training.accumulation > 1 && !allowsAccumulation) {
    throw new AppError(
      'spec/accumulation',
      `The method ${label} allows a gradient accumulation of 1 only, but training.accumulation is ${training.accumulation}; raise the batch size instead.`,
    );
  }
  const bound = bindMethod(stage.method);
  const sizes = listBatchSizes(bound, training.batchSize);
  const train = encodeRole(context, stage, 'train', training.batchSize);
  const others = Object.entries(sizes).filter(([role]) => role !== 'train') as [BatchRole, number][]; // keys of a record over BatchRole
  const roles = {
    train,
    ...Object.fromEntries(others.map(([role, size]) => [role, encodeRole(context, stage, role, size)])),
  };
  if (bound.isPaired) checkPairs(roles);
  const totalSteps = countSteps(
    training,
    countBatches({ count: train.examples.length, batchSize: training.batchSize }),
  );
  const batches = createBatchSource({
    roles,
    seed: stage.seed,
    shuffle: training.shuffle,
    padId: loaded.tokenizer.padId,
    isPaired: bound.isPaired,
    drawCount: totalSteps * training.accumulation,
  });
  const variables = modelVariables(loaded.config, stage.trainable, stage.model.frozenPrecision);
  checkVariablesFit({
    'frozen weights': variables.frozen,
    'trained weights': variables.trained,
    // Accumulated gradients and anchors are each as large as the weights.
    'optimizer state': [
      ...momentVariables(variables.trained),
      ...(training.accumulation > 1 ? variables.trained : []),
      ...Object.keys(bound.anchors).flatMap(() => variables.trained),
    ],
  });
  checkForecastFits(
    trainingParts({
      model: modelMemory(loaded.config, variables),
      method: stage.method,
      pass: largestPass(batches.buckets, sizes),
      recomputes: training.recomputeActivations ?? false,
      accumulates: training.accumulation > 1,
    }),
    isOnGpu(compileCacheFolder()),
  );
  const trainer = createTrainer({
    config: loaded.config,
    modelFolder: stage.model.path,
    trainable: stage.trainable,
    frozenStorage: stage.model.frozenPrecision,
    method: stage.method,
    training,
    totalSteps,
    batches,
    seed: stage.seed,
    overlays: stage.overlays,
    initialWeights: (trained) => stage.initialWeights(trained),
    compileCacheFolder: compileCacheFolder(),
  });
  try {
    return await runTraining({
      ...context,
      trainer,
      batches,
      totalSteps,
      keepSteps: stage.keepSteps,
      phase: stage.phase,
    });
  } finally {
    trainer.dispose();
  }
}

/** The longest bucket with the largest batch; of a dense batch its real tokens. */
function largestPass(buckets: readonly StepShape[], sizes: Partial<Record<BatchRole, number>>): PassShape {
  const shapes = buckets.flatMap(({ length, labelSlots, denseTokens }) =>
    (Object.entries(sizes) as [BatchRole, number][]).map(([role, rows]) => ({
      // keys of a record over BatchRole
      tokens: denseTokens?.[role] ?? rows * length,
      length,
      labels: rows * labelSlots,
    })),
  );
  return shapes.reduce((largest, shape) => (shape.tokens > largest.tokens ? shape : largest));
}

/** Pairs are told by their places alone, so that a missing row would shift all that follow. */
function checkPairs(roles: Readonly<Partial<Record<BatchRole, RoleData>>>): void {
  const [train, harmful] = [roles.train?.examples.length ?? 0, roles.harmful?.examples.length ?? 0];
  if (train === harmful) return;
  throw new AppError(
    'data/not-paired',
    `The method pairs the rows of the alignment set and the harmful set by their places, but ${train} and ${harmful} of them can be used; give both the same rows in the same order, or set the method's "pairing" to "independent".`,
  );
}

const roleLabels: Readonly<Record<BatchRole, string>> = {
  train: 'training data',
  harmful: 'harmful set',
  guide: 'alignment data beside the user’s',
};

function encodeRole(
  context: StageContext,
  { examples, loaded }: TrainStage,
  role: BatchRole,
  batchSize: number,
): RoleData {
  const rows = examples[role];
  if (!rows) throw new Error(`The method draws a ${role} batch, but the stage has no ${role} data.`);
  const { encoded, dropped } = encodeExamples(loaded.encoding, rows);
  reportDropped(context, roleLabels[role], dropped);
  return { examples: encoded, batchSize };
}
