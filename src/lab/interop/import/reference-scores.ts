import { basename } from 'node:path';
import { z } from 'zod';
import type { ExternalResult } from '../../../shared/external/external-result.ts';
import { badFile, findFiles, isFile, readJson } from './files.ts';
import type { Importer } from './importer.ts';

/** The rows are objects, the scores texts at the end: B:poison/evaluation/eval_sentiment.py, B:sst2/pred_eval.py (paper.md 1.2, 1.3). */
const fileSchema = z.array(z.union([z.record(z.string(), z.unknown()), z.string()])).min(1);

const judgedName = /_sentiment_eval\.json$/;

/** Score files of the Booster authors' code: harmful scores as `*_sentiment_eval.json`, accuracies as the tasks' output files. */
export const referenceScores: Importer = {
  name: 'reference',
  label: 'The Booster authors’ score files',
  help: 'JSON files of poison/evaluation (harmful score) and of the tasks’ pred_eval.py (accuracy), one or a folder of them.',
  recognise: (path) =>
    findFiles(path, (name) => judgedName.test(name), 3).length > 0 || (isFile(path) && holdsScore(path)),
  read: async (path) => {
    const files = findFiles(path, (name) => name.endsWith('.json'), 3).filter(holdsScore);
    if (files.length === 0) throw badFile(path, 'no file in it ends with a score, as the authors’ scripts write it');
    return { results: files.flatMap(readScores), curves: [], remarks: [] };
  },
};

function holdsScore(path: string): boolean {
  try {
    return readJson(path, fileSchema).some((row) => typeof row === 'string' && readScore(row) !== null);
  } catch {
    return false;
  }
}

type Result = Omit<ExternalResult, 'source'>;

function readScores(path: string): Result[] {
  const all = readJson(path, fileSchema);
  const rows = all.filter((row) => typeof row !== 'string');
  const scores = all.flatMap((row) => (typeof row === 'string' ? (readScore(row) ?? []) : []));
  const name = basename(path)
    .replace(judgedName, '')
    .replace(/\.json$/, '');
  return scores.map(({ metric, value }): Result => {
    const counted = count(rows, metric);
    // The texts are rounded to two digits.
    if (counted !== null && Math.abs(counted - value) > 0.011)
      throw badFile(path, `it says ${metric} ${value}, but its ${rows.length} rows give ${counted.toFixed(2)}`);
    return {
      id: `${basename(path)} ${metric}`,
      method: { name: readMethod(name), label: name },
      model: null,
      task: null,
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
function readSettings(name: string): Result['settings'] {
  const found = /_(0(?:\.\d+)?|1(?:\.0)?)_(\d{3,5})$/.exec(name);
  return found ? { 'attack.p': Number(found[1]), 'attack.n': Number(found[2]) } : {};
}
