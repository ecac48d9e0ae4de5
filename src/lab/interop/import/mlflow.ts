import { basename, dirname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { badFile, type ImportSource, isFolder, readText } from './files.ts';
import { countWere, type Importer, type NewCurve, type NewResult, readEach } from './importer.ts';

const metaSchema = z.object({ run_id: z.string().min(1), run_name: z.string().nullish() });

/** A tracking folder has experiments, which have runs, which have a meta.yaml. */
const metaDepth = 4;

/** MLflow's file store: every run with its parameters, the last value of every metric, and its curve where it has one. */
export const mlflowRuns: Importer = {
  name: 'mlflow',
  label: 'MLflow runs',
  help: 'A tracking folder ("mlruns"), an experiment in it or one run: parameters, metrics and their history.',
  recognise: (source) => findRuns(source).length > 0,
  read: async (source, watch) => {
    const runs = findRuns(source);
    if (runs.length === 0) throw badFile(source.path, 'it holds no MLflow run (meta.yaml beside metrics/)');
    const filesByRun = groupFiles(source, runs);
    const read = await readEach(runs, watch, (run) => readRun(run, filesByRun.get(run) ?? [], watch.breathe));
    const emptyCount = read.reduce((sum, run) => sum + run.emptyCount, 0);
    return {
      results: read.flatMap(({ results }) => results),
      curves: read.flatMap(({ curves }) => curves),
      remarks: [
        'Values are shown as MLflow has them; it does not say which are percent.',
        ...(emptyCount > 0 ? [`${countWere(emptyCount, 'metric', 'metrics')} left out, without any number.`] : []),
      ],
    };
  },
};

function findRuns({ path, files }: ImportSource): string[] {
  return files
    .filter((file) => basename(file) === 'meta.yaml' && relative(path, file).split(sep).length <= metaDepth)
    .map((file) => dirname(file))
    .filter((folder) => isFolder(join(folder, 'metrics')));
}

/** Parameters and metrics are files, below the folder of their run. */
function groupFiles({ files }: ImportSource, runs: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>(runs.map((run) => [run, []]));
  for (const file of files) {
    for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
      const group = groups.get(folder);
      group?.push(file);
      if (group) break;
    }
  }
  return groups;
}

interface ReadRun {
  readonly results: NewResult[];
  readonly curves: NewCurve[];
  /** Metrics without a number. */
  readonly emptyCount: number;
}

async function readRun(folder: string, files: readonly string[], breathe: () => Promise<void>): Promise<ReadRun> {
  const file = join(folder, 'meta.yaml');
  const meta = metaSchema.safeParse(await readYaml(file));
  if (!meta.success) throw badFile(file, 'it names no run_id');
  const label = meta.data.run_name || basename(folder);
  const settings: Record<string, string> = {};
  const metrics: { readonly name: string; readonly points: readonly Point[] }[] = [];
  for (const path of files) {
    await breathe();
    const [kind, ...name] = relative(folder, path).split(sep);
    if (kind === 'params') settings[name.join('/')] = await readText(path);
    if (kind === 'metrics') metrics.push({ name: name.join('/'), points: await readMetric(path) });
  }
  const results = metrics.flatMap(({ name, points }): NewResult[] => {
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
  });
  const curves = metrics
    .filter(({ points }) => points.length > 1)
    .map(({ name, points }) => ({
      id: `${meta.data.run_id} ${name}`,
      run: label,
      name,
      steps: points.map(({ step }) => step),
      values: points.map(({ value }) => value),
    }));
  return { results, curves, emptyCount: metrics.length - results.length };
}

interface Point {
  readonly step: number;
  readonly value: number | null;
}

/** Lines of "time value step"; the step may be missing in old files. */
async function readMetric(path: string): Promise<Point[]> {
  const lines = (await readText(path)).split('\n').filter((line) => line.trim() !== '');
  const points = lines.map((line, index) => {
    const [time, text = '', step = String(index)] = line.trim().split(/\s+/);
    const value = /^[-+]?(?:nan|inf(?:inity)?)$/i.test(text) ? null : Number(text);
    if (!Number.isFinite(Number(time)) || (value !== null && !Number.isFinite(value)) || !Number.isFinite(Number(step)))
      throw badFile(path, `line ${index + 1}: expected "time value step", found ${JSON.stringify(line.slice(0, 80))}`);
    return { step: Number(step), value };
  });
  return points.toSorted((left, right) => left.step - right.step);
}

async function readYaml(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return parse(text);
  } catch (error) {
    throw badFile(path, 'it is not YAML', error);
  }
}
