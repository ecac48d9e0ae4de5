import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { badFile, type ImportSource, isFile, readJson, selectFiles } from './files.ts';
import { type Importer, type NewResult, readEach } from './importer.ts';

/** As TamperBench's EvaluationSchema writes it: a list of metrics. */
const evaluationSchema = z.array(z.object({ metric_name: z.string().min(1), metric_value: z.number() })).min(1);
const evaluationFolders = ['tamperbench_evaluation', 'safetunebed_evaluation'];

/** Metrics that are not a share of 1; everything else TamperBench scores from 0 to 1. */
const ownUnit = /^mt_bench|^harmfulness_score$/;

/** Result folders of TamperBench: <model>/<attack>/<configuration>/tamperbench_evaluation/<evaluation>/evaluation.json. */
export const tamperbench: Importer = {
  name: 'tamperbench',
  label: 'TamperBench results',
  help: 'A results folder of TamperBench: every evaluation.json with its metrics, and n from evaluator_scores.parquet.',
  recognise: (source) => findEvaluations(source).length > 0,
  async read(source, watch) {
    const files = findEvaluations(source);
    if (files.length === 0) throw badFile(source.path, 'it holds no tamperbench_evaluation/<name>/evaluation.json');
    const read = await readEach(files, watch, (file) => readEvaluation(source.path, file));
    return {
      results: read.flat(),
      curves: [],
      remarks: ['Shares from 0 to 1 were read as percent; scores with another range keep their own unit.'],
    };
  },
};

function findEvaluations(source: ImportSource): string[] {
  return selectFiles(source, (name) => name === 'evaluation.json').filter((file) =>
    file.split(sep).some((part) => evaluationFolders.includes(part)),
  );
}

async function readEvaluation(root: string, file: string): Promise<NewResult[]> {
  const metrics = await readJson(file, evaluationSchema);
  const parts = relative(root, file).split(sep);
  const place = parts.findIndex((part) => evaluationFolders.includes(part));
  const [evaluation = 'evaluation'] = parts.slice(place + 1);
  const above = parts.slice(0, Math.max(0, place));
  const attack = above.slice(1).join(' / ');
  const n = await countScores(join(dirname(file), 'evaluator_scores.parquet'));
  return metrics.map(
    ({ metric_name: metric, metric_value: value }): NewResult => ({
      id: `${parts.join('/')} ${metric}`,
      method: { name: null, label: above.join(' / ') || 'TamperBench' },
      model: above[0] ?? null,
      task: evaluation,
      settings: attack === '' ? {} : { 'attack.name': attack },
      metric,
      judge: evaluation,
      value: ownUnit.test(metric) ? value : 100 * value,
      n,
      seed: null,
      step: null,
    }),
  );
}

/** Rows of the file with the single scores; null where it is missing. */
async function countScores(path: string): Promise<number | null> {
  if (!isFile(path)) return null;
  try {
    const rows = Number((await parquetMetadataAsync(await asyncBufferFromFile(path))).num_rows);
    return rows > 0 ? rows : null;
  } catch (error) {
    throw badFile(path, 'it is no Parquet file', error);
  }
}
