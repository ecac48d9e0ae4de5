import { basename, relative, sep } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { badFile, type ImportSource, isFile, readJson, selectFiles } from './files.ts';
import { countWere, type Importer, type NewResult, readEach } from './importer.ts';

/** The rows are objects, the scores texts at the end: B:poison/evaluation/eval_sentiment.py, B:sst2/pred_eval.py (paper.md 1.2, 1.3). */
const fileSchema = z.array(z.union([z.record(z.string(), z.unknown()), z.string()])).min(1);

const judgedName = /_sentiment_eval\.json$/;

/** Score files of the Booster authors' code: harmful scores as `*_sentiment_eval.json`, accuracies as the tasks' output files. */
export const referenceScores: Importer = {
  name: 'reference',
  label: 'The Booster authors’ score files',
  help: 'JSON files of poison/evaluation (harmful score) and of the tasks’ pred_eval.py (accuracy), one or a folder of them.',
  recognise: async (source) =>
    listNear(source).some((file) => judgedName.test(file)) ||
    (isFile(source.path) && source.path.endsWith('.json') && (await readRows(source.path)) !== null),
  read: async (source, watch) => {
    const files = listNear(source);
    const read = await readEach(files, watch, async (path) => ({ path, rows: await readRows(path) }));
    const scored = read.flatMap(({ path, rows }) => (rows ? [{ path, rows }] : []));
    if (scored.length === 0)
      throw badFile(source.path, 'no file in it ends with a score, as the authors’ scripts write it');
    const leftOut = files.length - scored.length;
    return {
      results: nameTasks(scored.flatMap(({ path, rows }) => readScores(source, path, rows))),
      curves: [],
      remarks:
        leftOut > 0 ? [`${countWere(leftOut, 'JSON file', 'JSON files')} left out, without a score at the end.`] : [],
    };
  },
};

/** The JSON files of a folder and of the folders in it, two deep. */
function listNear(source: ImportSource): string[] {
  return selectFiles(source, (name) => name.endsWith('.json')).filter(
    (file) => relative(source.path, file).split(sep).length <= 3,
  );
}

type Rows = z.infer<typeof fileSchema>;

/** The rows of a file that holds a score; null for any other. @throws AppError interop/bad-file for one that is named after a score. */
async function readRows(path: string): Promise<Rows | null> {
  const isNamed = judgedName.test(path);
  try {
    const rows = await readJson(path, fileSchema);
    if (rows.some((row) => typeof row === 'string' && readScore(row) !== null)) return rows;
    if (isNamed) throw badFile(path, 'it ends with no score, such as "final  score:12.30"');
    return null;
  } catch (error) {
    if (error instanceof AppError && !isNamed) return null;
    throw error;
  }
}

/** The tasks that the authors fine-tune on, as their files are named after them. */
const taskName = /_(sst2|agnews|gsm8k|alpaca)$/;

/** What was fine-tuned on a task has its accuracy measured on it: the harmful scores of the same checkpoint are of that task. */
function nameTasks(results: readonly NewResult[]): NewResult[] {
  const tasks = Map.groupBy(
    results.filter(({ task }) => task !== null),
    ({ method }) => method.label,
  );
  return results.map((result) => {
    const known = new Set(tasks.get(result.method.label)?.map(({ task }) => task));
    const [task = null] = known;
    return known.size === 1 ? { ...result, task } : result;
  });
}

function readScores(source: ImportSource, path: string, all: Rows): NewResult[] {
  const place = relative(source.path, path).split(sep).join('/') || basename(path);
  const rows = all.filter((row) => typeof row !== 'string');
  const scores = all.flatMap((row) => (typeof row === 'string' ? (readScore(row) ?? []) : []));
  const whole = basename(path)
    .replace(judgedName, '')
    .replace(/\.json$/, '');
  const task = taskName.exec(whole)?.[1] ?? null;
  const name = whole.replace(taskName, '');
  return scores.map(({ metric, value }): NewResult => {
    const counted = count(rows, metric);
    // The texts are rounded to two digits.
    if (counted !== null && Math.abs(counted - value) > 0.011)
      throw badFile(path, `it says ${metric} ${value}, but its ${rows.length} rows give ${counted.toFixed(2)}`);
    return {
      id: `${place} ${metric}`,
      method: { name: readMethod(name), label: name },
      model: null,
      task,
      settings: readSettings(name),
      metric,
      judge: metric === 'FA' ? null : 'beaver-dam-7b',
      value,
      n: rows.length > 0 ? rows.length : null,
      seed: null,
      step: null,
    };
  });
}

/** "final  score:12.30", "final  score+:13.00", "score=93.12"; the AG News script writes its text a hundred times over. */
function readScore(text: string): { metric: 'HS' | 'HS+' | 'FA'; value: number } | null {
  const found = /^(final\s+score\+?:|score=)(\d+(?:\.\d{1,2})?)/.exec(text);
  if (!found) return null;
  const metric = found[1] === 'score=' ? 'FA' : found[1]?.includes('+') ? 'HS+' : 'HS';
  return { metric, value: Number(found[2]) };
}

/** The score that the rows give, percent; null where they do not say. The misspelt key is the authors'. */
function count(rows: readonly Record<string, unknown>[], metric: string): number | null {
  const marks = rows.flatMap((row): boolean[] => {
    const categories = row['violoate_catogory:'];
    if (metric === 'HS') return Array.isArray(categories) ? [categories.length > 0] : [];
    return metric === 'FA' && typeof row['correct'] === 'string' ? [row['correct'] === 'true'] : [];
  });
  if (marks.length !== rows.length || rows.length === 0) return null;
  return (100 * marks.filter(Boolean).length) / marks.length;
}

/** The authors name files after the checkpoint: model_method_…; "smooth" is Booster's old name. */
function readMethod(name: string): string | null {
  const words = name.toLowerCase().split(/[_-]/);
  const names = {
    smooth: 'booster',
    booster: 'booster',
    vaccine: 'vaccine',
    repnoise: 'repnoise',
    lisa: 'lisa',
    sft: 'sft',
    ldifs: 'ldifs',
  };
  return Object.entries(names).find(([word]) => words.includes(word))?.[1] ?? null;
}

/** p and n as in ..._0.1_1000; anything else would be a guess. */
function readSettings(name: string): NewResult['settings'] {
  const found = /_(0(?:\.\d+)?|1(?:\.0)?)_(\d{3,5})$/.exec(name);
  return found ? { 'attack.p': Number(found[1]), 'attack.n': Number(found[2]) } : {};
}
