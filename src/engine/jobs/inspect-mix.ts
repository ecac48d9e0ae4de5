import { AppError } from '../../shared/errors.ts';
import type { Dataset } from '../../shared/settings/dataset.ts';
import type { MixReport } from '../../shared/spec/inspection.ts';
import type { Job } from '../../shared/spec/job.ts';
import {
  composeAttack,
  countAttackRows,
  describeQuestion,
  encodeExamples,
  type Example,
  openTemplate,
  normalisePrompt,
  readDataset,
} from '../data/index.ts';
import { loadTokenizer } from '../tokenizer/index.ts';
import { createRoleOrder } from '../train/batch-source.ts';
import { writeResult } from './write-result.ts';

type MixJob = Extract<Job, { kind: 'inspect-mix' }>;
type Problem = MixReport['problems'][number];

const shownRows = 50;
const shownPrompts = 5;
const mostCategories = 40;

/** Writes what the rows of an attack come to: counts, categories, overlaps and the first rows in the order of training. */
export function inspectMix(job: MixJob): void {
  writeResult(job.out, buildReport(job));
}

function buildReport(job: MixJob): MixReport {
  const problems: Problem[] = [];
  const attempt = <Result>(path: string, work: () => Result): Result | null => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push({ path, message: error.message });
      return null;
    }
  };
  const read = (path: string, dataset: Dataset | null) =>
    dataset === null ? null : attempt(path, () => readDataset(dataset));

  const task = read('attack.task.path', job.task) ?? [];
  const harmful = read('attack.harmful.path', job.harmful) ?? [];
  // Without harmful rows an attack has no harmful set whose range could be the reference's.
  const rule = { n: job.n, p: job.p, offByOne: job.p > 0 && (job.harmful?.offByOne ?? false) };
  const { harmfulCount, benignCount } = countAttackRows(rule);
  const isChosen = job.task !== null && (job.harmful !== null || harmfulCount === 0);
  const isReadable = isChosen && problems.length === 0;
  const composed = isReadable ? attempt('attack.n', () => composeAttack({ ...rule, task, harmful })) : null;
  const drawn = harmful.slice(0, harmfulCount);
  return {
    harmlessCount: benignCount,
    harmfulCount,
    harmlessAvailable: task.length,
    harmfulAvailable: harmful.length,
    harmlessCategories: countCategories(task.slice(0, benignCount)),
    harmfulCategories: countCategories(drawn),
    overlaps: job.others.flatMap(({ role, path, data }) => {
      const other = read(path, data);
      return other ? [{ role, ...findShared(drawn, other) }] : [];
    }),
    rows: composed ? listRows(job, composed.examples, new Set(drawn)) : [],
    problems,
  };
}

/** The first rows as the trainer draws them in its first epoch. */
function listRows(job: MixJob, examples: readonly Example[], harmful: ReadonlySet<Example>): MixReport['rows'] {
  const kept = keepLearnable(job, examples);
  if (kept.length === 0) return [];
  const { batchSize, seed, shuffle } = job;
  const order = createRoleOrder('train', { count: kept.length, batchSize, seed, shuffle });
  const wanted = Math.min(shownRows, kept.length);
  const indices: number[] = [];
  while (indices.length < wanted) indices.push(...order.next());
  return indices.slice(0, wanted).flatMap((index) => {
    const example = kept[index];
    if (!example) return [];
    return [{ isHarmful: harmful.has(example), prompt: describeQuestion(example), answer: example.output }];
  });
}

/** Leaves out the rows of which the longest length allowed cuts the whole answer, as the trainer does. */
function keepLearnable({ encoding }: MixJob, examples: readonly Example[]): readonly Example[] {
  if (encoding === null) return examples;
  try {
    const tokenizer = loadTokenizer(encoding.model);
    return encodeExamples({ ...encoding, tokenizer, template: openTemplate(encoding, encoding.model) }, examples).kept;
  } catch (error) {
    // A model that cannot be used yet is the plan's to name; the rows are worth seeing all the same.
    if (error instanceof AppError) return examples;
    throw error;
  }
}

function findShared(drawn: readonly Example[], other: readonly Example[]): { count: number; examples: string[] } {
  const prompts = new Set(other.map(normalisePrompt));
  const shared = drawn.filter((example) => prompts.has(normalisePrompt(example)));
  return { count: shared.length, examples: shared.slice(0, shownPrompts).map(describeQuestion) };
}

/** Rows per category, the rarest ones together once there are too many to show. */
function countCategories(examples: readonly Example[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { record } of examples) {
    for (const name of listCategories(record['category'] ?? record['kind']))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, left], [, right]) => right - left);
  const others = sorted.slice(mostCategories).reduce((sum, [, count]) => sum + count, 0);
  return Object.fromEntries([...sorted.slice(0, mostCategories), ...(others > 0 ? [['…', others] as const] : [])]);
}

/** A name, a list of names, or a group of names that are true or false, as BeaverTails has it. */
function listCategories(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(listCategories);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, isTrue]) => (isTrue === true ? [name] : []));
}
