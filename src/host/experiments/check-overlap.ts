import type { z } from 'zod';
import type { DraftSpec } from '../../shared/contract/experiments.ts';
import { overlapSets } from '../../shared/overlap-sets.ts';
import { type Dataset, datasetSchema } from '../../shared/settings/dataset.ts';
import { runSettingsSchema } from '../../shared/spec/experiment.ts';
import { type OverlapReport, overlapReportSchema } from '../../shared/spec/inspection.ts';
import { pickFirstCell } from '../../lab/index.ts';
import { type InspectionOptions, runInspection } from '../run-inspection.ts';
import { type LooseSpec, makePathsAbsolute } from './absolute-paths.ts';

const { seed, attack } = runSettingsSchema.shape;

export interface OverlapOptions extends InspectionOptions {
  /** Prompts count as near from this Jaccard similarity on. */
  readonly threshold: number;
}

/**
 * Which prompts the data sets of a draft share and repeat, word for word or nearly: those of its first run, with as many harmful and
 * task rows as any of its runs draws. Sets that are not chosen yet are left out.
 */
export async function checkOverlap(
  draft: DraftSpec,
  { threshold, ...options }: OverlapOptions,
): Promise<OverlapReport> {
  const { spec, problems } = makePathsAbsolute(draft);
  const cell = pickFirstCell(spec);
  const chosenSeed = parse(seed, getAt(cell, 'seed')) ?? 0;
  const rowCounts = listNumbers(spec, 'attack.n', parse(attack.shape.n, getAt(cell, 'attack.n')));
  const ratios = listNumbers(spec, 'attack.p', parse(attack.shape.p, getAt(cell, 'attack.p')));
  const n = Math.max(0, ...rowCounts);
  const drawn: Readonly<Record<string, number>> = {
    'attack.harmful': Math.round(Math.max(0, ...ratios) * n),
    'attack.task': n - Math.round(Math.min(1, ...ratios) * n),
  };
  const sets = overlapSets.flatMap(({ role, path }) => {
    const dataset = parse(datasetSchema, getAt(cell, path));
    const rows = drawn[path] ?? Number.POSITIVE_INFINITY;
    if (!dataset || rows === 0 || problems.some((problem) => problem.path === `${path}.path`)) return [];
    return [{ role, path: `${path}.path`, data: limitRows(dataset, rows, chosenSeed) }];
  });
  const report = await runInspection({ kind: 'inspect-overlap', sets, threshold }, overlapReportSchema, options);
  return { ...report, problems: [...problems, ...report.problems] };
}

function limitRows(dataset: Dataset, rows: number, chosenSeed: number): Dataset {
  const path = dataset.path.replaceAll('{seed}', String(chosenSeed));
  const count = Math.min(dataset.count ?? Number.POSITIVE_INFINITY, rows);
  return { ...dataset, path, count: Number.isFinite(count) ? count : null };
}

/** The values that a setting takes anywhere in a spec: in its axes and arms, else in the first run. */
function listNumbers({ vary, arms }: LooseSpec, path: string, first: number | undefined): number[] {
  const inArms = Array.isArray(arms) ? arms.map((arm) => getAt(arm, 'set')) : [];
  const values = [vary, ...inArms].flatMap((holder) =>
    typeof holder === 'object' && holder !== null && Object.hasOwn(holder, path) ? [Reflect.get(holder, path)] : [],
  );
  const numbers = values.flat().filter((value) => typeof value === 'number');
  return first === undefined ? numbers : [...numbers, first];
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function getAt(root: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined;
  }, root);
}
