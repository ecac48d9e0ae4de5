import { createHash } from 'node:crypto';
import { type RunSettings, runSettingsSchema } from '../../src/shared/spec/experiment.ts';
import { type StageFile, stageFileSchema } from '../../src/shared/spec/stage.ts';

/** One run of the made-up store, with its stages. */
export interface LargeRun {
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
  readonly settings: RunSettings;
  readonly stages: { readonly align: StageFile; readonly attack: StageFile; readonly evaluate: StageFile };
}

const poisonRatios = [0, 0.05, 0.1, 0.15, 0.2];
const seedsPerCell = 10;
/** Runs per experiment: two arms, five poison ratios, ten seeds. */
export const runsPerExperiment = 2 * poisonRatios.length * seedsPerCell;
const digest = '0'.repeat(64);

/** The run at a place of an experiment; the alignment is shared by the poison ratios. */
export function makeRun(experiment: number, place: number): LargeRun {
  const arm = place % 2 === 0 ? 'SFT' : 'Booster';
  const p = poisonRatios[Math.floor(place / 2) % poisonRatios.length] ?? 0;
  const seed = Math.floor(place / 2 / poisonRatios.length);
  const lambda = 1 + experiment;
  const method = arm === 'SFT' ? { name: 'sft' } : { name: 'booster', lambda };
  const settings = runSettingsSchema.parse({
    seed,
    model: { path: 'model' },
    alignment: {
      method,
      data: { path: 'align.jsonl' },
      harmful: { path: 'harmful.jsonl' },
      // Tells the experiments' alignments apart also where the method has no λ.
      training: { learningRate: 5e-4 + experiment * 1e-5 },
    },
    attack: { task: { path: 'task.jsonl' }, harmful: { path: 'attack.jsonl' }, n: 1000, p },
    evaluation: { safety: { data: { path: 'safety.jsonl' } } },
  });
  return {
    arm,
    varied: { seed, 'attack.p': p },
    settings,
    stages: makeStages(settings, `${experiment}/${arm}/${seed}`, p),
  };
}

function makeStages(settings: RunSettings, alignment: string, p: number): LargeRun['stages'] {
  const { seed, model, template, maxLength, trainable } = settings;
  const common = {
    engineRevision: 1,
    seed,
    model: { ...model, path: '/model', digest },
    template,
    maxLength,
    trainable,
  };
  const data = (path: string) => ({ path: `/data/${path}`, digest });
  const align = makeFile(`align ${alignment}`, {
    kind: 'align',
    ...common,
    method: settings.alignment.method,
    data: data('align.jsonl'),
    harmful: null,
    training: settings.alignment.training,
  });
  const attack = makeFile(`attack ${alignment} ${p}`, {
    kind: 'attack',
    ...common,
    from: align.key,
    method: settings.attack.method,
    task: data('task.jsonl'),
    harmful: p > 0 ? data('attack.jsonl') : null,
    n: settings.attack.n,
    p,
    loraMode: 'single',
    checkpointSteps: [],
    training: settings.attack.training,
    disjointFrom: [],
  });
  const evaluate = makeFile(`evaluate ${alignment} ${p}`, {
    kind: 'evaluate',
    ...common,
    from: attack.key,
    aligned: align.key,
    loraMode: 'single',
    evaluation: { ...settings.evaluation, safety: { ...settings.evaluation.safety, data: data('safety.jsonl') } },
  });
  return { align, attack, evaluate };
}

function makeFile(name: string, stage: object): StageFile {
  const key = createHash('sha256').update(name).digest('hex');
  return stageFileSchema.parse({ version: 1, key, stage });
}
