import type { z } from 'zod';
import { isAtWork } from '../../shared/events.ts';
import { judgeHeaderSchema } from '../../shared/judging/judgements.ts';
import { stageFileSchema } from '../../shared/spec/stage.ts';
import { experimentFileSchema, experimentStateSchema } from '../folder/experiment-files.ts';
import { marksFileSchema } from '../folder/marks-file.ts';
import { overrulesSchema } from '../folder/overrules-file.ts';
import { stageStateSchema } from '../folder/stage-files.ts';
import { formatPath } from '../plan/spec-error.ts';
import { computeStageKey } from '../plan/stage-key.ts';
import { parseExperimentEntry, parseStageEntry } from './entry-names.ts';

/** No file of settings is larger. */
export const largestJsonBytes = 64 << 20;

const schemas: Readonly<Record<string, z.ZodType>> = {
  'experiment.json': experimentFileSchema,
  'marks.json': marksFileSchema,
  'overrules.json': overrulesSchema,
};

/** True where the content of an entry is checked as a whole, beyond its digest. */
export function isCheckedAsJson(path: string): boolean {
  return /^(experiments|stages)\/[^/]+\/[\w-]+\.json$/.test(path);
}

/** True for the file of a later judge, whose first line has to say which judge. */
export function isJudgements(path: string): boolean {
  return judgementsFile.test(path);
}

const judgementsFile = /^stages\/[^/]+\/judgements\/([0-9a-f]{16})\.jsonl$/;

/** What is wrong with the first line of a later judge's file; null where it can be used. */
export function checkJudge(path: string, line: string): string | null {
  const [, id = ''] = judgementsFile.exec(path) ?? [];
  const value = parse(line);
  if (value === undefined) return 'does not begin with a line of JSON that says which judge it is of';
  const problem = checkSchema(judgeHeaderSchema, value);
  if (problem !== null) return `first line: ${problem}`;
  const { id: found } = judgeHeaderSchema.parse(value);
  return found === id ? null : `first line: expected the judge ${id}, found ${found}`;
}

/** What is wrong with the JSON of an entry; null where it can be used. A stage's key has to be that of its content. */
export function checkContent(path: string, text: string): string | null {
  const value = parse(text);
  if (value === undefined) return 'is not JSON';
  const stage = parseStageEntry(path);
  const experiment = parseExperimentEntry(path);
  if (stage?.file === 'spec.json') return checkStageFile(stage.key, value);
  if (stage?.file === 'state.json') return checkStageState(value);
  if (experiment?.file === 'state.json') return checkSchema(experimentStateSchema, value);
  const schema = schemas[(stage ?? experiment)?.file ?? ''];
  const problem = schema ? checkSchema(schema, value) : null;
  if (problem !== null || experiment?.file !== 'experiment.json') return problem;
  const { id, runs } = experimentFileSchema.parse(value);
  if (id !== experiment.id) return `id: expected ${experiment.id}, found ${id}`;
  return new Set(runs.map((run) => run.runId)).size < runs.length ? 'names a run twice' : null;
}

function checkStageFile(key: string, value: unknown): string | null {
  const problem = checkSchema(stageFileSchema, value);
  if (problem !== null) return problem;
  const file = stageFileSchema.parse(value);
  if (file.key !== key) return `key: expected ${key}, found ${file.key}`;
  const computed = computeStageKey(file.stage);
  return computed === key ? null : `its settings have the key ${computed}, not that of its folder`;
}

function checkStageState(value: unknown): string | null {
  const problem = checkSchema(stageStateSchema, value);
  if (problem !== null) return problem;
  const { status } = stageStateSchema.parse(value);
  return isAtWork(status) ? `status: expected a stage that nobody works on, found ${status}` : null;
}

function checkSchema(schema: z.ZodType, value: unknown): string | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return null;
  const issue = parsed.error.issues[0];
  return `${formatPath(issue?.path ?? []) || 'the file'}: ${issue?.message ?? 'not valid'}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
