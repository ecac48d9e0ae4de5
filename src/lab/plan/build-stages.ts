import { listStageJudges } from '../../shared/judging/spec-judges.ts';
import { getMethod } from '../../shared/methods/index.ts';
import type { Training } from '../../shared/settings/training.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import {
  type AlignStage,
  type AttackStage,
  type EvaluateStage,
  engineRevision,
  type Execution,
  executionSchema,
  type StageFile,
  type StageSpec,
} from '../../shared/spec/stage.ts';
import type { InputDigests } from './digest.ts';
import { resolveInputs, type RunInputs } from './resolve-inputs.ts';
import { computeStageKey } from './stage-key.ts';

export interface BuildOptions {
  /** Absolute; relative paths in the settings start from its folder. */
  readonly specPath: string;
  readonly digests: InputDigests;
  readonly execution: Partial<Execution>;
}

/** The three stages of a run, resolved: absolute paths, digests, keys. @throws SpecError for inputs that cannot be used. */
export async function buildStages(
  settings: RunSettings,
  options: BuildOptions,
): Promise<{ align: StageFile; attack: StageFile; evaluate: StageFile }> {
  const inputs = await resolveInputs(settings, options);
  const { alignment, attack, post, evaluation } = settings;
  const common = {
    engineRevision: engineRevision as typeof engineRevision,
    seed: settings.seed,
    model: inputs.model,
    template: settings.template,
    ...chatPart(settings, inputs),
    maxLength: settings.maxLength,
    trainable: settings.trainable,
  };

  const align = makeFile(options, {
    kind: 'align',
    ...common,
    method: alignment.method,
    data: inputs.alignment,
    // A method that does not read the harmful set must not depend on it, so that runs can share the stage.
    harmful: getMethod(alignment.method.name).uses.includes('harmful') ? inputs.alignmentHarmful : null,
    training: nameRecomputing(alignment.training),
  } satisfies AlignStage);

  const attackFile = makeFile(options, {
    kind: 'attack',
    ...common,
    from: align.key,
    method: attack.method,
    task: inputs.task,
    harmful: inputs.attackHarmful,
    ...(inputs.guide === null ? {} : { guide: inputs.guide }),
    n: attack.n,
    p: attack.p,
    loraMode: attack.loraMode,
    checkpointSteps: [...new Set(attack.checkpointSteps)].sort((left, right) => left - right),
    training: nameRecomputing(attack.training),
    // Without harmful rows there is nothing that could overlap.
    disjointFrom:
      attack.p > 0
        ? [
            { role: 'alignment', data: inputs.alignment },
            ...(inputs.alignmentHarmful === null ? [] : [{ role: 'alignment harmful', data: inputs.alignmentHarmful }]),
            { role: 'safety test', data: inputs.safety },
          ]
        : [],
  } satisfies AttackStage);

  const evaluate = makeFile(options, {
    kind: 'evaluate',
    ...common,
    from: attackFile.key,
    aligned: align.key,
    loraMode: attack.loraMode,
    ...(post.method.name === 'none' ? {} : { post: { method: post.method, harmful: inputs.postHarmful } }),
    evaluation: {
      ...evaluation,
      safety: { ...evaluation.safety, judges: listStageJudges(evaluation.safety.judges), data: inputs.safety },
      utility: evaluation.utility && inputs.utility && { ...evaluation.utility, data: inputs.utility },
      benign: evaluation.benign && inputs.benign && { ...evaluation.benign, data: inputs.benign },
    },
  } satisfies EvaluateStage);
  return { align, attack: attackFile, evaluate };
}

/** What stages with the template `chat` depend on beside the model's digest; the others keep the keys they always had. */
function chatPart(
  { template, systemPrompt }: RunSettings,
  { chatTemplateDigest }: RunInputs,
): Pick<AlignStage, 'systemPrompt' | 'chatTemplateDigest'> {
  if (template !== 'chat') return {};
  return {
    ...(systemPrompt === null ? {} : { systemPrompt }),
    ...(chatTemplateDigest === null ? {} : { chatTemplateDigest }),
  };
}

/** Recomputing is named only where it is on, so that all other stages keep the keys they always had. */
function nameRecomputing({ recomputeActivations, ...training }: Training): Training {
  return recomputeActivations ? { ...training, recomputeActivations } : training;
}

function makeFile(options: BuildOptions, stage: StageSpec): StageFile {
  // Its parts have been parsed as settings; parsing them again for each run would take most of the time of a plan.
  return { version: 1, key: computeStageKey(stage), stage, execution: executionSchema.parse(options.execution) };
}
