import type { z } from 'zod';
import { type PassJudge, type PassJudgeName, passJudgeSchema } from '../../../shared/judging/judges.ts';

/** What has been typed so far, by dotted path of the setting; a setting that was not touched has its default. */
export interface JudgeDraft {
  readonly name: PassJudgeName;
  readonly ruleKind: 'json' | 'pattern';
  readonly values: Readonly<Record<string, unknown>>;
}

export const emptyDraft: JudgeDraft = { name: 'moderation', ruleKind: 'json', values: {} };

/** What the draft describes, or what is wrong with it: the first problem of each setting by its path. */
export type ReadDraft = { readonly judge: PassJudge } | { readonly problems: Readonly<Record<string, string>> };

export function readDraft(draft: JudgeDraft): ReadDraft {
  const parsed = passJudgeSchema.safeParse(buildJudge(draft));
  if (parsed.success) return { judge: parsed.data };
  const problems: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) problems[path.join('.')] ??= message;
  return { problems };
}

/** Values of this judge alone: what was typed for another one stays in the draft. */
function buildJudge({ name, ruleKind, values }: JudgeDraft): Record<string, unknown> {
  const own = Object.entries(values).filter(
    ([path, value]) => path.startsWith(`${name}.`) && value !== '' && value !== undefined,
  );
  const judge: Record<string, unknown> = { name };
  const rule: Record<string, unknown> = { kind: ruleKind };
  for (const [path, value] of own) {
    const [, first = '', second, third] = path.split('.');
    if (first !== 'rule') judge[first] = value;
    else if (second === ruleKind && third !== undefined) rule[third] = value;
  }
  return name === 'endpoint' ? { ...judge, rule } : judge;
}

/** The default of a setting's schema, as a form shows it; undefined where it has none. */
export function readDefault(schema: z.ZodType): unknown {
  return schema.safeParse(undefined).data;
}
