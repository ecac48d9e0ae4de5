import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ExternalCurve, ExternalResult } from '../../../shared/external/external-result.ts';
import { badFile, findFiles, isFolder } from './files.ts';
import type { Importer } from './importer.ts';

const metaSchema = z.object({ run_id: z.string().min(1), run_name: z.string().nullish() });

/** MLflow's file store: every run with its parameters, the last value of every metric, and its curve where it has one. */
export const mlflowRuns: Importer = {
  name: 'mlflow',
  label: 'MLflow runs',
  help: 'A tracking folder ("mlruns"), an experiment in it or one run: parameters, metrics and their history.',
  recognise: (path) => findRuns(path).length > 0,
  read: async (path) => {
    const runs = findRuns(path);
    if (runs.length === 0) throw badFile(path, 'it holds no MLflow run (meta.yaml beside metrics/)');
    const read = runs.map((run) => readRun(run));
    return {
      results: read.flatMap(({ results }) => results),
      curves: read.flatMap(({ curves }) => curves),
      remarks: ['Values are shown as MLflow has them; it does not say which are percent.'],
    };
  },
};

function findRuns(path: string): string[] {
  return findFiles(path, (name) => name === 'meta.yaml', 4)
    .map((file) => dirname(file))
    .filter((folder) => isFolder(join(folder, 'metrics')));
}

interface ReadRun {
  readonly results: Omit<ExternalResult, 'source'>[];
  readonly curves: Omit<ExternalCurve, 'source'>[];
}

function readRun(folder: string): ReadRun {
  const file = join(folder, 'meta.yaml');
  const meta = metaSchema.safeParse(parseYaml(file));
  if (!meta.success) throw badFile(file, 'it names no run_id');
  const label = meta.data.run_name || basename(folder);
  const settings = Object.fromEntries(
    findFiles(join(folder, 'params'), () => true).map((param) => [
      nameBelow(join(folder, 'params'), param),
      readFileSync(param, 'utf8'),
    ]),
  );
  const metrics = findFiles(join(folder, 'metrics'), () => true).map((metric) => ({
    name: nameBelow(join(folder, 'metrics'), metric),
    points: readMetric(metric),
  }));
  return {
    results: metrics.flatMap(({ name, points }) => {
      const last = points.findLast(({ value }) => value !== null);
      if (!last || last.value === null) return [];
      return [
        {
          id: `${meta.data.run_id} ${name}`,
          method: { name: null, label },
          model: null,
          task: null,
          settings,
          metric: name,
          judge: null,
          value: last.value,
          n: null,
          seed: null,
          step: null,
        },
      ];
    }),
    curves: metrics
      .filter(({ points }) => points.length > 1)
      .map(({ name, points }) => ({
        id: `${meta.data.run_id} ${name}`,
        run: label,
        name,
        steps: points.map(({ step }) => step),
        values: points.map(({ value }) => value),
      })),
  };
}

/** Lines of "time value step"; the step may be missing in old files. */
function readMetric(path: string): { step: number; value: number | null }[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const points = lines.map((line, index) => {
    const [time, text = '', step = String(index)] = line.trim().split(/\s+/);
    const value = /^[-+]?(?:nan|inf(?:inity)?)$/i.test(text) ? null : Number(text);
    if (!Number.isFinite(Number(time)) || (value !== null && !Number.isFinite(value)) || !Number.isFinite(Number(step)))
      throw badFile(path, `line ${index + 1}: expected "time value step", found ${JSON.stringify(line.slice(0, 80))}`);
    return { step: Number(step), value };
  });
  return points.toSorted((left, right) => left.step - right.step);
}

function nameBelow(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/');
}

function parseYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw badFile(path, 'it is not YAML', error);
  }
}
