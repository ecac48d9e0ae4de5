import { canonicalJson } from '../../shared/canonical-json.ts';
import type { JudgeHeader } from '../../shared/judging/judgements.ts';
import { findHeadline, type LaterJudge, type SpecJudge } from '../../shared/judging/spec-judges.ts';
import { judgeInfo } from '../../shared/settings/evaluation.ts';
import type { RunView, Score } from '../../shared/views/lab.ts';
import { addressOf } from './endpoint/ask-endpoint.ts';
import { nameJudge } from './judge-name.ts';

/** The reads that tell whose verdicts make the harmful score of a run. */
export interface HeadlineReads {
  getScores(stageKey: string): readonly Score[];
  listJudges(stageKey: string): readonly { readonly header: JudgeHeader }[];
}

/** A run as far as its harmful score goes. */
export type JudgedRun = Pick<RunView, 'settings'> & { readonly stages: Pick<RunView['stages'], 'evaluate'> };

/** Whether those verdicts were given by the judge that a spec names, in whatever version of its rules. */
export function isSameJudge(judge: LaterJudge, header: JudgeHeader): boolean {
  const { parameters } = header;
  if (judge.name !== header.name) return false;
  switch (judge.name) {
    case 'refusal':
    case 'reference':
      return true;
    case 'moderation': {
      const { digest, maxLength, precision } = judge;
      return (
        parameters['model'] === digest && parameters['maxLength'] === maxLength && parameters['precision'] === precision
      );
    }
    case 'endpoint': {
      const { model, template, rule, maxTokens } = judge;
      const asked = { address: addressOf(judge.baseUrl).href, model, template, rule, maxTokens, temperature: 0 };
      return canonicalJson(asked) === canonicalJson(parameters);
    }
  }
}

/** The judge of a spec among those that were asked; the last one where its rules have changed. Undefined before it was. */
export function findAskedJudge<Row extends { readonly header: JudgeHeader }>(
  judge: LaterJudge,
  asked: readonly Row[],
): Row | undefined {
  return asked
    .filter(({ header }) => isSameJudge(judge, header))
    .reduce<Row | undefined>(
      (last, row) => (last && last.header.startedAtMs > row.header.startedAtMs ? last : row),
      undefined,
    );
}

/** The name under which the first judge's verdicts stand; null while it has given none. */
export function nameHeadline(
  judges: readonly SpecJudge[],
  listAsked: () => readonly { readonly header: JudgeHeader }[],
): string | null {
  const first = findHeadline(judges);
  if (typeof first === 'string') return first;
  const row = findAskedJudge(first, listAsked());
  return row ? nameJudge(row.header) : null;
}

/**
 * The scores of a run with those of its first judge as HS and HS+. What the evaluation itself calls so is another judge's then, and
 * called like the scores of other judges; a first judge that was not asked yet leaves a run without HS.
 */
export function scoresOfRun(reads: HeadlineReads, { settings, stages }: JudgedRun): readonly Score[] {
  const { judges } = settings.evaluation.safety;
  const scores = reads.getScores(stages.evaluate);
  // The first name is the evaluation's first judge: the scores are called as they should be.
  if (typeof judges[0] === 'string') return scores;
  const headline = nameHeadline(judges, () => reads.listJudges(stages.evaluate));
  return scores.map((score) => ({ ...score, metric: nameMetric(score, headline) }));
}

/** What a score is called in a run whose harmful score is that of the judge `headline`. */
export function nameMetric({ metric, judge }: Pick<Score, 'metric' | 'judge'>, headline: string | null): string {
  const [name = judge] = judge.split('#');
  const isOwn = !judge.includes('#');
  if (judge === headline) {
    if ([`HS-${name}`, ...Object.values(judgeInfo).map((info) => info.metric)].includes(metric)) return 'HS';
    return metric === `HS+-${name}` ? 'HS+' : metric;
  }
  return isOwn && (metric === 'HS' || metric === 'HS+') ? `${metric}-${name}` : metric;
}
