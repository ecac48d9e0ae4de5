import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Job } from '../../shared/spec/job.ts';
import { stageFileSchema, type StageSpec } from '../../shared/spec/stage.ts';
import type { Trainable } from '../../shared/settings/model.ts';
import {
  type FloatDtype,
  openModelFolder,
  readJsonFile,
  writeModelFolder,
  writePeftAdapter,
} from '../checkpoint/index.ts';
import { mergeAdapter, replaceWeights } from '../models/adapter-overlay.ts';
import type { WeightLayout } from '../models/config.ts';
import type { WeightOverlay } from '../models/load-weights.ts';
import { listLoraParameters, type LoraSettings } from '../models/lora.ts';
import { listParameters } from '../models/parameters.ts';
import { readModelConfig } from '../models/registry.ts';
import { storedName } from '../models/stored-name.ts';
import { listCheckpoints, readCheckpoint } from '../train/checkpoints.ts';
import { carryAligned, readResult } from '../stages/upstream.ts';
import { adapterOverlays, type JobContext, type JobOutcome } from './context.ts';
import type { defendAfterwards } from './defend-afterwards.ts';

type MergedJob = Extract<Job, { kind: 'export-merged' }>;
type StageJob = Extract<Job, { kind: 'export-stage' }>;

const dtypes = { float32: 'F32', bfloat16: 'BF16', float16: 'F16' } as const satisfies Record<
  MergedJob['dtype'],
  FloatDtype
>;

/** Writes a model with its adapters merged, as a folder that transformers loads. */
export function exportMerged(job: MergedJob): void {
  writeMerged(job.model, job.out, adapterOverlays(job.adapters, readModelConfig(job.model)), dtypes[job.dtype]);
}

/**
 * Writes the trained weights of an alignment or attack: as a PEFT adapter, or — for full training, or when asked — as a merged model.
 * Of an evaluation with a defence after fine-tuning: what that defence makes of the attack's weights.
 * @throws AppError where a double LoRA attack is asked for as one adapter: its base is the merged alignment.
 */
export async function exportStage(job: StageJob, context: JobContext): Promise<JobOutcome> {
  const { stage } = readJsonFile(path.join(job.stages, job.key, 'spec.json'), stageFileSchema);
  if (stage.kind === 'evaluate' && !stage.post)
    throw new AppError(
      'export/no-weights',
      `Stage ${job.key.slice(0, 12)} is an evaluation and has no weights; name its alignment or attack.`,
    );
  const folder = path.join(job.stages, stage.kind === 'evaluate' ? stage.from : job.key);
  const step = job.step ?? listCheckpoints(folder).at(-1);
  if (step === undefined)
    throw new AppError(
      'export/no-weights',
      `Stage ${job.key.slice(0, 12)} has kept no model yet; run it to its end first.`,
    );
  const kept = readCheckpoint(folder, step);
  const { trainable, model } = stage;
  const { weights: layout } = readModelConfig(model.path);
  const below = belowOf(stage, job.stages, layout);
  const weights = stage.kind === 'evaluate' ? await defend(context, stage, { kept, step, below }) : kept;
  if (!weights) return 'cancelled';
  if (trainable.kind === 'full') writeMerged(model.path, job.out, [replaceWeights(weights)], 'F32');
  else if (job.merged)
    writeMerged(model.path, job.out, [...below, mergeAdapter(trainable, weights, layout.orientation)], 'F32');
  else writeOwnAdapter(job, { model: model.path, trainable, weights, isOnTop: below.length > 0 });
  return 'completed';
}

/** Loaded when it is asked for: other exports need no TensorFlow. */
const defend: typeof defendAfterwards = async (...parts) =>
  (await import('./defend-afterwards.ts')).defendAfterwards(...parts);

function writeOwnAdapter(
  job: StageJob,
  {
    model,
    trainable,
    weights,
    isOnTop,
  }: { model: string; trainable: LoraSettings; weights: ReadonlyMap<string, Float32Array>; isOnTop: boolean },
): void {
  if (isOnTop) {
    throw new AppError(
      'export/double-lora',
      `Stage ${job.key.slice(0, 12)} was trained in double LoRA mode, on top of the merged alignment, so its adapter alone is not a model; export it merged.`,
    );
  }
  writeAdapter(model, job.out, trainable, weights);
}

/** Writes trained LoRA weights as a PEFT folder. */
export function writeAdapter(
  model: string,
  out: string,
  trainable: Extract<Trainable, { kind: 'lora' }>,
  weights: ReadonlyMap<string, Float32Array>,
): void {
  const config = readModelConfig(model);
  const tensors = listLoraParameters(config, trainable).map(({ name, shape, module, which }) => {
    const values = weights.get(name);
    if (!values) throw new Error(`The adapter weight ${name} is missing.`);
    return { module, which, shape, values };
  });
  writePeftAdapter(out, {
    rank: trainable.rank,
    alpha: trainable.loraAlpha,
    targets: trainable.targets,
    dropout: trainable.dropout,
    baseModel: model,
    fanInFanOut: config.weights.orientation === 'in-out',
    tensors,
  });
}

/** Streams a model folder with changes applied into a new folder. */
export function writeMerged(model: string, out: string, overlays: readonly WeightOverlay[], dtype: FloatDtype): void {
  const source = openModelFolder(model);
  try {
    const tensors = listParameters(readModelConfig(model)).map(({ name, shape }) => ({
      name,
      shape,
      read: () =>
        overlays
          .filter((overlay) => overlay.has(name))
          .reduce<Float32Array>(
            (values, overlay) => overlay.apply(name, values),
            source.readFloat32(storedName(source, name)),
          ),
    }));
    writeModelFolder(out, { source: model, tensors, dtype });
  } finally {
    source.close();
  }
}

function belowOf(stage: StageSpec, stages: string, weights: WeightLayout): readonly WeightOverlay[] {
  if (stage.kind === 'align') return [];
  const aligned = stage.kind === 'attack' ? stage.from : stage.aligned;
  return carryAligned(readResult(path.join(stages, aligned)), stage, weights).overlays;
}
