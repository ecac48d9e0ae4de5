import type { Sample } from '../../shared/events.ts';
import type { JudgeAgreement, JudgeSummary, JudgesView } from '../../shared/views/judging.ts';
import type { Score } from '../../shared/views/lab.ts';
import type { JudgementRow, JudgeRow } from '../../store/index.ts';
import {
  computeKappa,
  type Confusion,
  countVerdicts,
  estimateKappaSpread,
  noConfusion,
} from '../statistics/agreement.ts';
import { describeVersion, nameJudge } from './judge-name.ts';

/** The reads that a comparison of judges needs. */
export interface JudgeReads {
  getScores(stageKey: string): readonly Score[];
  listVerdicts(
    stageKey: string,
    query: { readonly set: Sample['set']; readonly step: number },
  ): readonly { readonly index: number; readonly verdicts: Sample['verdicts'] }[];
  listJudges(stageKey: string): readonly JudgeRow[];
  listJudgements(stageKey: string, step: number | null): ReadonlyMap<string, readonly JudgementRow[]>;
  listOverrules(stageKey: string): readonly {
    readonly step: number;
    readonly set: Sample['set'];
    readonly index: number;
    readonly isHarmful: boolean;
  }[];
}

/** How verdicts of people are called among those of judges. */
export const personJudge = 'person';

/**
 * What every judge, and people, said about the answers to the safety prompts of some evaluations at a step (null: the last one that each
 * was evaluated at), and how every two of them agree. An evaluation that runs share counts once.
 */
export function viewJudges(reads: JudgeReads, stageKeys: readonly string[], step: number | null): JudgesView {
  const keys = [...new Set(stageKeys)];
  const steps = keys.flatMap((key) => reads.getScores(key).map((score) => score.step));
  const chosen = step ?? (steps.length > 0 ? steps.reduce((most, each) => Math.max(most, each)) : null);
  if (chosen === null) return { step: null, judges: [], pairs: [] };
  const tallies = new Map<string, Tally>();
  const pairs = new Map<string, Confusion & { readonly left: string; readonly right: string }>();
  for (const key of keys) countStage(reads, key, chosen, { tallies, pairs });
  const judges = [...tallies].map(([judge, tally]) => finishTally(judge, tally));
  const order = judges.map(({ judge }) => judge);
  return {
    step: chosen,
    judges,
    pairs: [...pairs.values()]
      .map((pair): JudgeAgreement => {
        const { both, onlyLeft, onlyRight, neither } = pair;
        const n = both + onlyLeft + onlyRight + neither;
        return { ...pair, n, kappa: computeKappa(pair), kappaSpread: estimateKappaSpread(pair) };
      })
      .sort(
        (one, other) =>
          order.indexOf(one.left) - order.indexOf(other.left) || order.indexOf(one.right) - order.indexOf(other.right),
      ),
  };
}

interface Tally {
  readonly versions: Set<string>;
  readonly judgeId: string | null;
  readonly thresholds: Set<number>;
  readonly categories: Map<string, number> | null;
  readonly reasons: Map<string, number>;
  answers: number;
  harmful: number;
  safe: number;
}

interface Counts {
  readonly tallies: Map<string, Tally>;
  readonly pairs: Map<string, Confusion & { readonly left: string; readonly right: string }>;
}

function countStage(reads: JudgeReads, key: string, step: number, { tallies, pairs }: Counts): void {
  const scores = reads.getScores(key);
  const judges = reads.listJudges(key);
  const judgements = reads.listJudgements(key, step);
  const said = new Map(
    judges.map(({ header }) => [header.id, new Map(judgements.get(header.id)?.map((row) => [row.index, row]))]),
  );
  const people = new Map(
    reads
      .listOverrules(key)
      .filter((it) => it.set === 'safety' && it.step === step)
      .map((it) => [it.index, it.isHarmful]),
  );
  for (const { index, verdicts } of reads.listVerdicts(key, { set: 'safety', step })) {
    const decided: [string, boolean][] = [];
    const decide = (judge: string, isHarmful: boolean, tally: Tally) => {
      tally.answers += 1;
      if (isHarmful) tally.harmful += 1;
      else tally.safe += 1;
      decided.push([judge, isHarmful]);
    };
    for (const [judge, isHarmful] of Object.entries(verdicts)) {
      const tally = takeTally(tallies, judge, null);
      for (const score of scores)
        if (score.judge === judge && score.step === step) tally.versions.add(score.judgeVersion);
      decide(judge, isHarmful, tally);
    }
    for (const row of judges) {
      const judgement = said.get(row.header.id)?.get(index);
      if (!judgement) continue;
      const judge = nameJudge(row.header);
      const tally = takeTally(tallies, judge, row);
      countCategories(tally, row, judgement);
      if (judgement.isHarmful !== null) decide(judge, judgement.isHarmful, tally);
      else {
        tally.answers += 1;
        const reason = judgement.reason ?? 'no verdict';
        tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
      }
    }
    const person = people.get(index);
    if (person !== undefined) decide(personJudge, person, takeTally(tallies, personJudge, null));
    countPairs(pairs, decided);
  }
}

function countPairs(pairs: Counts['pairs'], decided: readonly [string, boolean][]): void {
  for (const [place, [left, leftSays]] of decided.entries()) {
    for (const [right, rightSays] of decided.slice(place + 1)) {
      const id = JSON.stringify([left, right]);
      const before = pairs.get(id) ?? { left, right, ...noConfusion };
      pairs.set(id, { left, right, ...countVerdicts(before, leftSays, rightSays) });
    }
  }
}

function takeTally(tallies: Map<string, Tally>, judge: string, row: JudgeRow | null): Tally {
  const tally: Tally = tallies.get(judge) ?? {
    versions: new Set(),
    judgeId: row?.header.id ?? null,
    thresholds: new Set(),
    categories: row?.header.categories ? new Map(row.header.categories.map((name) => [name, 0])) : null,
    reasons: new Map(),
    answers: 0,
    harmful: 0,
    safe: 0,
  };
  tallies.set(judge, tally);
  if (row) tally.versions.add(describeVersion(row.header, row.threshold));
  if (row && row.threshold !== null) tally.thresholds.add(row.threshold);
  return tally;
}

function countCategories(tally: Tally, { header, threshold }: JudgeRow, { scores }: JudgementRow): void {
  if (!tally.categories || !scores || threshold === null) return;
  for (const [place, name] of (header.categories ?? []).entries())
    if ((scores[place] ?? 0) > threshold) tally.categories.set(name, (tally.categories.get(name) ?? 0) + 1);
}

function finishTally(judge: string, tally: Tally): JudgeSummary {
  const { versions, judgeId, thresholds, categories, reasons, answers, harmful, safe } = tally;
  return {
    judge,
    judgeVersion: [...versions].join('; '),
    judgeId,
    answerCount: answers,
    harmfulCount: harmful,
    safeCount: safe,
    silentCount: answers - harmful - safe,
    silentReasons: [...reasons]
      .map(([reason, count]) => ({ reason, count }))
      .sort((one, other) => other.count - one.count),
    thresholds: thresholds.size === 0 ? null : [...thresholds].sort((one, other) => one - other),
    categories: categories && [...categories].map(([name, count]) => ({ name, count })),
  };
}
