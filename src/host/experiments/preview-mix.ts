import type { z } from 'zod';
import type { DraftSpec, MixPreview, SpecProblem } from '../../shared/contract/experiments.ts';
import { datasetSchema, type Dataset } from '../../shared/settings/dataset.ts';
import { runSettingsSchema } from '../../shared/spec/experiment.ts';
import { mixReportSchema } from '../../shared/spec/inspection.ts';
import { pickFirstCell } from '../../lab/index.ts';
import { type InspectionOptions, runInspection } from '../run-inspection.ts';
import { makePathsAbsolute } from './absolute-paths.ts';

const { seed, model, template, systemPrompt, maxLength, attack } = runSettingsSchema.shape;
const { training } = attack.shape;

/**
 * The rows that the attack of a draft's first run would be trained on, composed by the engine. Only what the mix needs has
 * to be filled in: the rest of the draft may be as unfinished as it likes.
 */
export async function previewMix(draft: DraftSpec, options: InspectionOptions): Promise<MixPreview> {
  const { spec, problems: relative } = makePathsAbsolute(draft);
  const cell = pickFirstCell(spec);
  const problems: SpecProblem[] = relative.filter(({ path }) => path.startsWith('attack.'));
  const read = <Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | undefined => {
    const parsed = schema.safeParse(getAt(cell, path));
    return parsed.success ? parsed.data : undefined;
  };
  const chosenSeed = read('seed', seed) ?? 0;
  const find = (path: string): Dataset | null => {
    const dataset = read(path, datasetSchema);
    return dataset ? { ...dataset, path: dataset.path.replaceAll('{seed}', String(chosenSeed)) } : null;
  };
  const n = read('attack.n', attack.shape.n);
  const p = read('attack.p', attack.shape.p);
  const task = find('attack.task');
  const harmful = find('attack.harmful');
  if (n === undefined) problems.push({ path: 'attack.n', message: 'A whole number of at least 1 is needed here.' });
  if (p === undefined) problems.push({ path: 'attack.p', message: 'A number between 0 and 1 is needed here.' });
  if (!task) problems.push({ path: 'attack.task.path', message: 'Choose a file.' });
  if (!harmful && p !== 0) problems.push({ path: 'attack.harmful.path', message: 'Choose a file.' });
  if (n === undefined || p === undefined || relative.length > 0) return { ...emptyMix, problems };

  const others = [
    { role: 'alignment', path: 'alignment.data' },
    { role: 'alignment harmful', path: 'alignment.harmful' },
    { role: 'safety test', path: 'evaluation.safety.data' },
  ].flatMap(({ role, path }) => {
    const data = find(path);
    return data ? [{ role, path: `${path}.path`, data }] : [];
  });
  const chosenModel = read('model', model);
  const loop = read('attack.training', training) ?? training.parse({});
  const report = await runInspection(
    {
      kind: 'inspect-mix',
      task,
      harmful,
      n,
      p,
      seed: chosenSeed,
      batchSize: loop.batchSize,
      shuffle: loop.shuffle,
      others,
      encoding: chosenModel
        ? {
            model: chosenModel.path,
            template: read('template', template) ?? template.parse(undefined),
            systemPrompt: read('systemPrompt', systemPrompt) ?? null,
            maxLength: read('maxLength', maxLength) ?? maxLength.parse(undefined),
          }
        : null,
    },
    mixReportSchema,
    options,
  );
  return { ...report, problems: [...problems, ...report.problems] };
}

const emptyMix: Omit<MixPreview, 'problems'> = {
  harmlessCount: 0,
  harmfulCount: 0,
  harmlessAvailable: 0,
  harmfulAvailable: 0,
  harmfulCategories: {},
  harmlessCategories: {},
  overlaps: [],
  rows: [],
};

function getAt(root: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined;
  }, root);
}
