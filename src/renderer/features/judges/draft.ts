import { z } from 'zod';
import type { LaterJudge } from '../../../shared/judging/spec-judges.ts';
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

/** A judge of a form as its spec holds it: what was typed alone; a model's folder is a path there. */
export function writePlanned(draft: JudgeDraft): Record<string, z.core.util.JSONType> {
  const { model, ...rest } = z.record(z.string(), z.json()).parse(buildJudge(draft));
  if (model === undefined) return rest;
  return draft.name === 'moderation' ? { ...rest, path: model } : { ...rest, model };
}

/** The draft that writes this judge again; what is as by default counts as not typed. */
export function readPlanned(judge: LaterJudge): JudgeDraft {
  const values: Record<string, unknown> = {};
  const { name, ...settings } = judge;
  // What has no default is typed in any case.
  const needed = { refusal: {}, reference: {}, moderation: { model: '' }, endpoint: { baseUrl: '', model: '' } }[name];
  const example = passJudgeSchema.parse({
    name,
    ...Object.fromEntries(Object.keys(needed).map((key) => [key, 'https://host.example/v1'])),
  });
  const defaults = Object.fromEntries(Object.entries(example).filter(([key]) => !Object.hasOwn(needed, key)));
  for (const [key, value] of Object.entries(settings)) {
    if (key === 'rule' || key === 'digest' || JSON.stringify(value) === JSON.stringify(defaults[key])) continue;
    values[`${name}.${key === 'path' ? 'model' : key}`] = value;
  }
  if (judge.name !== 'endpoint') return { ...emptyDraft, name, values };
  const { kind, ...rule } = judge.rule;
  for (const [key, value] of Object.entries(rule)) values[`endpoint.rule.${kind}.${key}`] = value;
  return { name, ruleKind: kind, values };
}

/** The default of a setting's schema, as a form shows it; undefined where it has none. */
export function readDefault(schema: z.ZodType): unknown {
  return schema.safeParse(undefined).data;
}
