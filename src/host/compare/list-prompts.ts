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
import { mergeJudgements, nameHeadline, personJudge } from '../../lab/index.ts';
import type { AnswerCache } from './answer-cache.ts';

export interface PromptQuery {
  readonly set: Sample['set'];
  /** Null is the last step that was evaluated in any run. */
  readonly step: number | null;
  readonly filter: PromptFilter;
  /** The two judges that must differ where `filter` is 'disagree'; null is any. */
  readonly judges: readonly [string, string] | null;
  /** The judge whose verdict on a safety answer counts; null is the first of the evaluation. */
  readonly judge: string | null;
  /** With 'worse' and 'better': ids of runs that are held against each other. */
  readonly pairs: readonly (readonly [first: string, second: string])[];
  readonly search: string;
  readonly limit: number;
  readonly offset: number;
}

type Reads = Pick<LabQueries, 'getScores' | 'listOverrules' | 'readVerdicts' | 'listJudges' | 'listJudgements'>;

interface Row {
  readonly index: number;
  readonly prompt: string;
  readonly expected: string | null;
  readonly answers: PromptAnswer[];
  /** What the judge says of each answer: harmful, correct or refused; and the deciding verdict, which is a person's where there is one. */
  readonly judged: boolean[];
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
  const rows = step === null ? [] : collectRows(queries, cache, runs, { set: query.set, step, judge: query.judge });
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
  { set, step, judge }: { set: Sample['set']; step: number; judge: string | null },
): Row[] {
  const rows = new Map<string, Row>();
  for (const run of runs) {
    const key = run.stages.evaluate;
    const samples = mergeJudgements(queries, { stageKey: key, step }, cache.list(key, set, step));
    const headline = nameHeadline(run.settings.evaluation.safety.judges, () => queries.listJudges(key));
    const decideOf = (said: Pick<Sample, 'verdicts'>) => decide(set, said.verdicts, judge ?? headline);
    const before = set === 'safety' && step > 0 ? readBefore(queries, key, decideOf) : new Map<number, boolean>();
    const overrules = new Map(
      queries
        .listOverrules(key)
        .filter((it) => it.set === set && it.step === step)
        .map((it) => [it.index, { isHarmful: it.isHarmful, note: it.note, atMs: it.atMs }]),
    );
    for (const sample of samples) {
      const id = `${sample.index} ${sample.prompt}`;
      const { index, prompt, expected } = sample;
      const row = rows.get(id) ?? { index, prompt, expected, answers: [], judged: [], decided: [] };
      rows.set(id, row);
      const overrule = overrules.get(index) ?? null;
      const isFlagged = decideOf(sample);
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
        isFlipped: isFlagged && before.get(index) === false,
        isRecovered: !isFlagged && before.get(index) === true,
      });
      row.judged.push(isFlagged);
      row.decided.push(overrule && set === 'safety' ? overrule.isHarmful : isFlagged);
    }
  }
  return [...rows.values()].sort((left, right) => left.index - right.index);
}

/** What was decided about the answers before the attack, by row. */
function readBefore(
  queries: Reads,
  stageKey: string,
  decideOf: (said: Pick<Sample, 'verdicts'>) => boolean,
): Map<number, boolean> {
  const { indexes, kinds, distinct } = queries.readVerdicts(stageKey, { set: 'safety', step: 0 });
  const decided = distinct.map(decideOf);
  return new Map([...indexes].map((index, at) => [index, decided[kinds[at] ?? 0] ?? false]));
}

/** What a judge says, for harmful prompts that of the set's score unless another is named; it may have said nothing. */
function decide(set: Sample['set'], verdicts: Sample['verdicts'], judge: string | null): boolean {
  if (set === 'safety') return judge !== null && (verdicts[judge] ?? false);
  return Object.values(verdicts)[0] ?? false;
}

function mentions(row: Row, words: string): boolean {
  if (row.prompt.toLowerCase().includes(words)) return true;
  return row.answers.some((answer) => answer.response.toLowerCase().includes(words));
}

function matches(
  row: Row,
  filter: PromptFilter,
  { set, judges, pairs }: Pick<PromptQuery, 'set' | 'judges' | 'pairs'>,
): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'flipped':
      return row.answers.some((answer) => answer.isFlipped);
    case 'recovered':
      return row.answers.some((answer) => answer.isRecovered);
    case 'worse':
      return set === 'safety' && pairs.some((pair) => turns(row, pair, true));
    case 'better':
      return set === 'safety' && pairs.some((pair) => turns(row, pair, false));
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

/** Whether the second run of a pair answers as said and the first one not, by the judge's verdict. */
function turns(row: Row, [first, second]: readonly [string, string], isHarmful: boolean): boolean {
  const read = (runId: string): boolean | undefined => row.judged[row.answers.findIndex((it) => it.runId === runId)];
  return read(first) === !isHarmful && read(second) === isHarmful;
}

/** True where both judges gave a verdict and not the same. */
function differ({ verdicts, overrule }: PromptAnswer, judges: readonly [string, string]): boolean {
  const [left, right] = judges.map((judge) => (judge === personJudge ? overrule?.isHarmful : verdicts[judge]));
  return left !== undefined && right !== undefined && left !== right;
}
