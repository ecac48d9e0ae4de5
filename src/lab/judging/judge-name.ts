import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { JudgeHeader } from '../../shared/judging/judgements.ts';

/** Who judges, without when. */
export type JudgeIdentity = Omit<JudgeHeader, 'kind' | 'version' | 'startedAtMs'>;

/** The identity of a judge: its id changes with everything that could change a verdict, and with nothing else. */
export function identifyJudge(judge: Omit<JudgeIdentity, 'id'>): JudgeIdentity {
  const { name, judgeVersion, parameters, categories } = judge;
  const text = canonicalJson({ name, judgeVersion, parameters, categories });
  return { ...judge, id: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}

/** The judge's name among verdicts and scores, which no other judge has: "moderation#3fa9c1". */
export function nameJudge({ name, id }: Pick<JudgeHeader, 'name' | 'id'>): string {
  return `${name}#${id.slice(0, 6)}`;
}

/** What stands beside the name as version: the rules' own, the variant, and the threshold that decides. */
export function describeVersion(
  { judgeVersion, variant }: JudgeIdentity | JudgeHeader,
  threshold: number | null,
): string {
  return [judgeVersion, ...(variant === '' ? [] : [variant]), ...(threshold === null ? [] : [`> ${threshold}`])].join(
    ', ',
  );
}

/** Tells one answer from another: the same prompt and answer have the same hash wherever they stand. */
export function hashAnswer(prompt: string, response: string): string {
  return createHash('sha256')
    .update(JSON.stringify([prompt, response]))
    .digest('hex')
    .slice(0, 32);
}
