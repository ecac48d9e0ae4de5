import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { StageEvent } from '../shared/events.ts';
import { alignmentMethodSchema } from '../shared/methods/index.ts';
import type { Dataset } from '../shared/settings/dataset.ts';
import { trainableSchema } from '../shared/settings/model.ts';
import { trainingSchema } from '../shared/settings/training.ts';
import { trainFileSchema } from '../shared/spec/job.ts';
import { executionSchema } from '../shared/spec/stage.ts';
import { readJsonFile } from './checkpoint/index.ts';
import { readDataset } from './data/index.ts';
import { bindMethod } from './methods/index.ts';
import { writeAdapter, writeMerged } from './jobs/export.ts';
import { readAdapterWeights } from './jobs/context.ts';
import { replaceWeights } from './models/adapter-overlay.ts';
import type { DecoderConfig } from './models/config.ts';
import { listLoraParameters, type LoraSettings } from './models/lora.ts';
import { sizeOf } from './runtime/program.ts';
import { openModel } from './stages/context.ts';
import { trainStage } from './stages/train-stage.ts';
import { listCheckpoints, readCheckpoint } from './train/checkpoints.ts';
import { freshAdapter } from './train/initial-weights.ts';

export interface TrainFileContext {
  readonly emit: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

/** The train file with the parts that shared/spec leaves to the method and training schemas. */
const schema = trainFileSchema.extend({
  trainable: trainableSchema,
  method: alignmentMethodSchema,
  training: trainingSchema.prefault({}),
});

/**
 * Runs one training loop from explicit files (paths relative to the train file) and writes `adapter/` or, for full training,
 * `model/` into `outFolder`, beside checkpoints. Rows are taken in file order when `training.shuffle` is false, so that the run can be
 * compared step by step with another implementation.
 */
export async function runTrainFile(
  file: string,
  outFolder: string,
  context: TrainFileContext,
): Promise<'completed' | 'cancelled'> {
  const spec = readJsonFile(file, schema);
  const here = path.dirname(path.resolve(file));
  const absolute = (dataset: Dataset): Dataset => ({ ...dataset, path: path.resolve(here, dataset.path) });
  const model = { ...spec.model, path: path.resolve(here, spec.model.path) };
  const { trainable, method } = spec;
  const needsHarmful = bindMethod(method).extraBatches.harmful !== undefined;
  if (needsHarmful && !spec.harmful)
    throw new AppError(
      'spec/no-harmful-set',
      `${file}: the method ${method.name} needs a harmful set; name a file under "harmful".`,
    );
  if (spec.initialAdapter && trainable.kind !== 'lora')
    throw new AppError('spec/adapter-without-lora', `${file}: an initial adapter needs "trainable" of kind "lora".`);
  const initial = spec.initialAdapter ? readAdapterWeights(path.resolve(here, spec.initialAdapter)) : null;
  const loaded = openModel({ ...spec, path: model.path });
  if (initial && trainable.kind === 'lora') checkInitialAdapter(file, initial, trainable, loaded.config);
  const result = path.join(outFolder, trainable.kind === 'lora' ? 'adapter' : 'model');
  if (existsSync(result))
    throw new AppError(
      'train/finished',
      `${result}: the result of an earlier training stands here; name another folder, or delete it to train again.`,
    );
  const outcome = await trainStage(
    { folder: outFolder, execution: executionSchema.parse({}), ...context },
    {
      phase: 'training',
      model,
      loaded,
      trainable,
      method,
      training: spec.training,
      seed: spec.seed,
      examples: {
        train: readDataset(absolute(spec.data)),
        ...(needsHarmful && spec.harmful ? { harmful: readDataset(absolute(spec.harmful)) } : {}),
      },
      overlays: [],
      initialWeights: (trained) =>
        initial?.weights ?? (trainable.kind === 'lora' ? freshAdapter(trained, spec.seed) : new Map()),
      keepSteps: [],
    },
  );
  if (outcome === 'completed') {
    const weights = readCheckpoint(outFolder, listCheckpoints(outFolder).at(-1) ?? 0);
    if (trainable.kind === 'lora') writeAdapter(model.path, result, trainable, weights);
    else writeMerged(model.path, result, [replaceWeights(weights)], 'F32');
  }
  return outcome;
}

/** Training goes on from an adapter only if it has the matrices that are trained, no more and no fewer. */
function checkInitialAdapter(
  file: string,
  initial: ReturnType<typeof readAdapterWeights>,
  trainable: LoraSettings,
  config: DecoderConfig,
): void {
  if (initial.rank !== trainable.rank || initial.loraAlpha !== trainable.loraAlpha) {
    throw new AppError(
      'spec/adapter-mismatch',
      `${file}: the initial adapter has rank ${initial.rank} and alpha ${initial.loraAlpha}; "trainable" says ${trainable.rank} and ${trainable.loraAlpha}.`,
    );
  }
  const trained = listLoraParameters(config, trainable);
  const misfit = trained.find(({ name, shape }) => initial.weights.get(name)?.length !== sizeOf(shape));
  if (!misfit && initial.weights.size === trained.length) return;
  throw new AppError(
    'spec/adapter-mismatch',
    `${file}: the initial adapter must hold the ${trained.length} matrices of "trainable" (targets ${trainable.targets.join(', ')}) for this model; it holds ${initial.weights.size}${misfit ? `, and ${misfit.name} is missing or of another size` : ''}.`,
  );
}
