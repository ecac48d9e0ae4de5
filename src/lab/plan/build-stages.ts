import { dirname, resolve } from 'node:path';
import { getMethodSettings } from '../../shared/methods/index.ts';
import type { Dataset } from '../../shared/settings/dataset.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import {
  type AlignStage,
  type AttackStage,
  type EvaluateStage,
  engineRevision,
  type Execution,
  executionSchema,
  type ResolvedDataset,
  type StageFile,
  type StageSpec,
  stageFileSchema,
} from '../../shared/spec/stage.ts';
import { type DigestMemory, digestFile, digestModel } from './digest.ts';
import { computeStageKey } from './stage-key.ts';

export interface BuildOptions {
  /** Absolute; relative paths in the settings start from its folder. */
  readonly specPath: string;
  readonly memory: DigestMemory;
  readonly execution: Partial<Execution>;
}

/** The three stages of a run, resolved: absolute paths, digests, keys. @throws AppError spec/missing-file, spec/missing-model. */
export async function buildStages(
  settings: RunSettings,
  options: BuildOptions,
): Promise<{ align: StageFile; attack: StageFile; evaluate: StageFile }> {
  const resolveDataset = async (dataset: Dataset, place: string): Promise<ResolvedDataset> => {
    const path = resolve(dirname(options.specPath), dataset.path);
    return { ...dataset, path, digest: await digestFile(path, `${options.specPath}: ${place}`, options.memory) };
  };
  const resolveOptional = async (dataset: Dataset | null, place: string) =>
    dataset === null ? null : resolveDataset(dataset, place);
  const common = await buildCommon(settings, options);
  const { alignment, attack, evaluation } = settings;

  const alignmentData = await resolveDataset(alignment.data, 'alignment.data');
  const alignmentHarmful = await resolveOptional(alignment.harmful, 'alignment.harmful');
  const align = makeFile(options, {
    kind: 'align',
    ...common,
    method: alignment.method,
    data: alignmentData,
    // A method that does not read the harmful set must not depend on it, so that runs can share the stage.
    harmful: getMethodSettings(alignment.method.name).uses.includes('harmful') ? alignmentHarmful : null,
    training: alignment.training,
  } satisfies AlignStage);

  const safetyData = await resolveDataset(evaluation.safety.data, 'evaluation.safety.data');
  const isPoisoned = attack.p > 0;
  const attackFile = makeFile(options, {
    kind: 'attack',
    ...common,
    from: align.key,
    method: attack.method,
    task: await resolveDataset(attack.task, 'attack.task'),
    harmful: isPoisoned ? await resolveOptional(attack.harmful, 'attack.harmful') : null,
    n: attack.n,
    p: attack.p,
    loraMode: attack.loraMode,
    checkpointSteps: [...new Set(attack.checkpointSteps)].sort((left, right) => left - right),
    training: attack.training,
    // Without harmful rows there is nothing that could overlap.
    disjointFrom: isPoisoned
      ? [
          { role: 'alignment', data: alignmentData },
          ...(alignmentHarmful === null ? [] : [{ role: 'alignment harmful', data: alignmentHarmful }]),
          { role: 'safety test', data: safetyData },
        ]
      : [],
  } satisfies AttackStage);

  const evaluate = makeFile(options, {
    kind: 'evaluate',
    ...common,
    from: attackFile.key,
    aligned: align.key,
    loraMode: attack.loraMode,
    evaluation: {
      ...evaluation,
      safety: { ...evaluation.safety, data: safetyData },
      utility: evaluation.utility && {
        ...evaluation.utility,
        data: await resolveDataset(evaluation.utility.data, 'evaluation.utility.data'),
      },
      benign: evaluation.benign && {
        ...evaluation.benign,
        data: await resolveDataset(evaluation.benign.data, 'evaluation.benign.data'),
      },
    },
  } satisfies EvaluateStage);
  return { align, attack: attackFile, evaluate };
}

async function buildCommon(settings: RunSettings, options: BuildOptions) {
  const path = resolve(dirname(options.specPath), settings.model.path);
  return {
    engineRevision: engineRevision as typeof engineRevision,
    seed: settings.seed,
    model: {
      ...settings.model,
      path,
      digest: await digestModel(path, `${options.specPath}: model.path`, options.memory),
    },
    template: settings.template,
    maxLength: settings.maxLength,
    trainable: settings.trainable,
  };
}

function makeFile(options: BuildOptions, stage: StageSpec): StageFile {
  return stageFileSchema.parse({
    version: 1,
    key: computeStageKey(stage),
    stage,
    execution: executionSchema.parse(options.execution),
  });
}
