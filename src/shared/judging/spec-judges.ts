import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { endpointSchema } from './endpoint.ts';
import { moderationSchema, type PassJudge, referenceSchema, refusalSchema } from './judges.ts';

/** Judges that an evaluation itself asks, as soon as an answer is written. */
export const judgeNames = ['refusal', 'reference'] as const;
export type JudgeName = (typeof judgeNames)[number];

/** As in a pass, but the folder is a path of the spec, and the plan writes down which files were meant. */
const plannedModerationSchema = moderationSchema.omit({ model: true }).extend({
  path: setting(z.string().min(1), {
    label: 'Moderation model',
    help: 'Folder of a sequence-classification checkpoint in Hugging Face layout, relative to the spec.',
  }),
  /** sha256 over the model's files, written by the plan. */
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** Judges that are asked once the evaluation has ended. They are no part of a stage's key: another one generates nothing again. */
export const laterJudgeSchema = z.discriminatedUnion('name', [
  refusalSchema,
  referenceSchema,
  plannedModerationSchema,
  endpointSchema,
]);
export type LaterJudge = z.infer<typeof laterJudgeSchema>;

/** A judge of an experiment: a name is asked within the evaluation, an object afterwards. */
export const specJudgeSchema = z.union([z.enum(judgeNames), laterJudgeSchema]);
export type SpecJudge = z.infer<typeof specJudgeSchema>;

/** The judges that the evaluation itself asks; refusal phrases where none is named, which cost nothing. */
export function listStageJudges(judges: readonly SpecJudge[]): JudgeName[] {
  const own = judges.filter((judge) => typeof judge === 'string');
  return own.length > 0 ? own : ['refusal'];
}

/** The judges that are asked afterwards: those that the evaluation has not asked itself. */
export function listLaterJudges(judges: readonly SpecJudge[]): LaterJudge[] {
  const own: readonly string[] = listStageJudges(judges);
  return judges.filter((judge) => typeof judge !== 'string').filter(({ name }) => !own.includes(name));
}

/** Whose verdicts make the harmful score, HS: the first judge. */
export function findHeadline(judges: readonly SpecJudge[]): JudgeName | LaterJudge {
  const [first = 'refusal'] = judges;
  if (typeof first === 'string') return first;
  // A judge of that name that the evaluation asked says the same.
  return listStageJudges(judges).find((name) => name === first.name) ?? first;
}

/** A judge's name alone. */
export function nameSpecJudge(judge: SpecJudge): PassJudge['name'] {
  return typeof judge === 'string' ? judge : judge.name;
}

/** The judge as a pass asks it; `resolvePath` makes the path of a model absolute. */
export function toPassJudge(judge: LaterJudge, resolvePath: (path: string) => string): PassJudge {
  if (judge.name !== 'moderation') return judge;
  const { path, digest: _digest, ...rest } = judge;
  return { ...rest, model: resolvePath(path) };
}
