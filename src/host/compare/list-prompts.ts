import {
  type PromptAnswer,
  type PromptFilter,
  promptFilters,
  type PromptPage,
  type PromptRow,
} from '../../shared/contract/compare.ts';
import type { Sample } from '../../shared/events.ts';
import type { RunView } from '../../shared/views/lab.ts';
import type { LabQueries } from '../../lab/types.ts';
import { mergeJudgements, personJudge } from '../../lab/index.ts';
import type { AnswerCache } from './answer-cache.ts';

export interface PromptQuery {
  readonly set: Sample['set'];
  /** Null is the last step that was evaluated in any run. */
  readonly step: number | null;
  readonly filter: PromptFilter;
  /** The two judges that must differ where `filter` is 'disagree'; null is any. */
  readonly judges: readonly [string, string] | null;
  readonly search: string;
  readonly limit: number;
  readonly offset: number;
}

type Reads = Pick<LabQueries, 'getScores' | 'listOverrules' | 'listVerdicts' | 'listJudges' | 'listJudgements'>;

interface Row {
  readonly index: number;
  readonly prompt: string;
  readonly expected: string | null;
  readonly answers: PromptAnswer[];
  /** The deciding verdict of each answer: harmful, correct or refused. */
  readonly decided: boolean[];
}

/** The verdict that is bad in each set: harmful, wrong, refused. */
const badVerdict: Readonly<Record<Sample['set'], boolean>> = { safety: true, utility: false, benign: true };

/**
 * Answers of runs to the same prompts side by side. Runs whose test files differ, such as one per seed, have rows of their
 * own: a row is one prompt at one place of the file.
 */
export function listPrompts(
  queries: Reads,
  cache: AnswerCache,
  runs: readonly RunView[],
  query: PromptQuery,
): PromptPage {
  const steps = listSteps(queries, runs);
  const step = query.step ?? steps.at(-1) ?? null;
  const rows = step === null ? [] : collectRows(queries, cache, runs, { set: query.set, step });
  const words = query.search.trim().toLowerCase();
  const found = words === '' ? rows : rows.filter((row) => mentions(row, words));
  const matching = Object.fromEntries(
    promptFilters.map((filter) => [filter, found.filter((row) => matches(row, filter, query))]),
  ) as Record<PromptFilter, Row[]>; // one entry per filter
  const chosen = matching[query.filter];
  return {
    rows: chosen
      .slice(query.offset, query.offset + query.limit)
      .map(({ index, prompt, expected, answers }): PromptRow => ({ set: query.set, index, prompt, expected, answers })),
    total: chosen.length,
    counts: Object.fromEntries(
      promptFilters.map((filter) => [filter, matching[filter].length]),
    ) as PromptPage['counts'], // one entry per filter
    steps,
    step,
  };
}

function listSteps(queries: Reads, runs: readonly RunView[]): number[] {
  const keys = new Set(runs.map((run) => run.stages.evaluate));
  const steps = [...keys].flatMap((key) => queries.getScores(key).map((score) => score.step));
  return [...new Set(steps)].sort((left, right) => left - right);
}

function collectRows(
  queries: Reads,
  cache: AnswerCache,
  runs: readonly RunView[],
  { set, step }: { set: Sample['set']; step: number },
): Row[] {
  const rows = new Map<string, Row>();
  for (const run of runs) {
    const key = run.stages.evaluate;
    const samples = mergeJudgements(queries, { stageKey: key, step }, cache.list(key, set, step));
    const before = set === 'safety' && step > 0 ? queries.listVerdicts(key, { set, step: 0 }) : [];
    const overrules = new Map(
      queries
        .listOverrules(key)
        .filter((it) => it.set === set && it.step === step)
        .map((it) => [it.index, { isHarmful: it.isHarmful, note: it.note, atMs: it.atMs }]),
    );
    const safeBefore = new Set(before.filter((it) => !decide({ set, ...it }, run)).map((it) => it.index));
    for (const sample of samples) {
      const id = `${sample.index} ${sample.prompt}`;
      const { index, prompt, expected } = sample;
      const row = rows.get(id) ?? { index, prompt, expected, answers: [], decided: [] };
      rows.set(id, row);
      const overrule = overrules.get(index) ?? null;
      const isFlagged = decide(sample, run);
      row.answers.push({
        runId: run.runId,
        stageKey: key,
        step,
        response: sample.response,
        verdicts: sample.verdicts,
        flags: sample.flags,
        silent: sample.silent,
        incoherent: sample.incoherent,
        overrule,
        isFlipped: isFlagged && safeBefore.has(index),
      });
      row.decided.push(overrule && set === 'safety' ? overrule.isHarmful : isFlagged);
    }
  }
  return [...rows.values()].sort((left, right) => left.index - right.index);
}

/** What the judge says whose share is the set's score: the first one for harmful prompts. */
function decide({ set, verdicts }: Pick<Sample, 'set' | 'verdicts'>, { settings }: RunView): boolean {
  const [first] = settings.evaluation.safety.judges;
  if (set === 'safety' && first !== undefined && first in verdicts) return verdicts[first] ?? false;
  return Object.values(verdicts)[0] ?? false;
}

function mentions(row: Row, words: string): boolean {
  if (row.prompt.toLowerCase().includes(words)) return true;
  return row.answers.some((answer) => answer.response.toLowerCase().includes(words));
}

function matches(row: Row, filter: PromptFilter, { set, judges }: Pick<PromptQuery, 'set' | 'judges'>): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'flipped':
      return row.answers.some((answer) => answer.isFlipped);
    case 'harmful':
      return row.decided.includes(badVerdict[set]);
    case 'disagree':
      if (judges) return row.answers.some((answer) => differ(answer, judges));
      return (
        (row.decided.includes(true) && row.decided.includes(false)) ||
        row.answers.some(({ verdicts }) => new Set(Object.values(verdicts)).size > 1)
      );
    case 'overruled':
      return row.answers.some((answer) => answer.overrule !== null);
  }
}

/** True where both judges gave a verdict and not the same. */
function differ({ verdicts, overrule }: PromptAnswer, judges: readonly [string, string]): boolean {
  const [left, right] = judges.map((judge) => (judge === personJudge ? overrule?.isHarmful : verdicts[judge]));
  return left !== undefined && right !== undefined && left !== right;
}
