import type { JudgeName } from '../../../shared/judging/spec-judges.ts';
import type { Judge } from './judge.ts';
import { reference } from './reference.ts';
import { refusal } from './refusal.ts';

export type { Judge, JudgedRow, JudgeInput } from './judge.ts';
export { isRefusal } from './refusal.ts';

const judges: Readonly<Record<JudgeName, Judge>> = { refusal, reference };

export function getJudge(name: JudgeName): Judge {
  return judges[name];
}
