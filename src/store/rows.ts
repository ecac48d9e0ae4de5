import { z } from 'zod';
import { type Sample, sampleSchema, statuses } from '../shared/events.ts';
import { experimentSpecSchema, runSettingsSchema } from '../shared/spec/experiment.ts';
import { stageFileSchema } from '../shared/spec/stage.ts';
import { runOriginSchema } from '../shared/views/bundle.ts';

/** A column that holds JSON text, parsed on every read: what an older program wrote is checked before it is used. */
export function jsonColumn<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

const flag = z.int().transform((value) => value === 1);
const statusColumn = z.enum(statuses);
const errorColumn = z.object({ code: z.string(), message: z.string(), stack: z.string().optional() });

export const experimentRow = z
  .object({
    experiment_id: z.string(),
    name: z.string(),
    created_at_ms: z.number(),
    spec_path: z.string(),
    spec: jsonColumn(experimentSpecSchema),
  })
  .transform((row) => ({
    id: row.experiment_id,
    name: row.name,
    createdAtMs: row.created_at_ms,
    specPath: row.spec_path,
    spec: row.spec,
  }));

export const runRow = z
  .object({
    run_id: z.string(),
    experiment_id: z.string(),
    position: z.int(),
    arm: z.string(),
    varied: jsonColumn(z.record(z.string(), z.json())),
    settings: jsonColumn(runSettingsSchema),
    status: statusColumn,
    started_at_ms: z.number().nullable(),
    finished_at_ms: z.number().nullable(),
    is_wanted: flag,
    stage_keys: jsonColumn(z.array(z.string())),
    origin: jsonColumn(runOriginSchema).nullable(),
  })
  .transform((row) => ({
    runId: row.run_id,
    experimentId: row.experiment_id,
    position: row.position,
    arm: row.arm,
    varied: row.varied,
    settings: row.settings,
    status: row.status,
    startedAtMs: row.started_at_ms,
    finishedAtMs: row.finished_at_ms,
    isWanted: row.is_wanted,
    /** Keys of its three stages, whether they have folders or not; empty where an older program wrote the run. */
    stageKeys: row.stage_keys,
    /** Null for a run of this data folder's own. */
    origin: row.origin,
  }));

export const marksRow = z
  .object({
    run_id: z.string(),
    tags: jsonColumn(z.array(z.string())),
    notes: z.string(),
    is_starred: flag,
    is_archived: flag,
    trashed_at_ms: z.number().nullable(),
  })
  .transform((row) => ({
    runId: row.run_id,
    tags: row.tags,
    notes: row.notes,
    isStarred: row.is_starred,
    isArchived: row.is_archived,
    trashedAtMs: row.trashed_at_ms,
  }));

export const stageRow = z
  .object({
    stage_key: z.string(),
    kind: z.enum(['align', 'attack', 'evaluate']),
    file: jsonColumn(stageFileSchema),
    status: statusColumn,
    status_at_ms: z.number(),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    error_stack: z.string().nullable(),
    attempt: z.int(),
    started_at_ms: z.number().nullable(),
    resumed_from_step: z.int(),
    device: z.string().nullable(),
    versions: jsonColumn(z.record(z.string(), z.string())),
    totals: jsonColumn(z.record(z.string(), z.number())),
    phase: z.string().nullable(),
    done: z.number().nullable(),
    total: z.number().nullable(),
    fraction: z.number().nullable(),
    remaining_ms: z.number().nullable(),
    size_bytes: z.number(),
    outcome: z.enum(['completed', 'cancelled', 'failed']).nullable(),
    outcome_error: jsonColumn(errorColumn).nullable(),
  })
  .transform((row) => ({
    key: row.stage_key,
    kind: row.kind,
    file: row.file,
    status: row.status,
    statusAtMs: row.status_at_ms,
    error:
      row.error_code === null
        ? null
        : {
            code: row.error_code,
            message: row.error_message ?? '',
            ...(row.error_stack === null ? {} : { stack: row.error_stack }),
          },
    attempt: row.attempt,
    startedAtMs: row.started_at_ms,
    resumedFromStep: row.resumed_from_step,
    device: row.device,
    versions: row.versions,
    totals: row.totals,
    progress:
      row.phase === null
        ? null
        : {
            phase: row.phase,
            done: row.done ?? 0,
            total: row.total ?? 0,
            fraction: row.fraction ?? 0,
            remainingMs: row.remaining_ms,
          },
    sizeBytes: row.size_bytes,
    /** How the last attempt ended by its own word; null while it runs and after a crash. */
    outcome: row.outcome,
    outcomeError: row.outcome_error,
  }));

export const scoreRow = z
  .object({
    step: z.int(),
    metric: z.string(),
    judge: z.string(),
    judge_version: z.string(),
    successes: z.int(),
    n: z.int(),
    value: z.number(),
    low: z.number(),
    high: z.number(),
  })
  .transform(({ judge_version: judgeVersion, ...row }) => ({ ...row, judgeVersion }));

export const sampleRow = z
  .object({
    step: z.int(),
    sample_set: sampleSchema.shape.set,
    sample_index: z.int(),
    prompt: z.string(),
    response: z.string(),
    expected: z.string().nullable(),
    verdicts: jsonColumn(sampleSchema.shape.verdicts),
    is_incoherent: flag,
  })
  .transform(
    (row): Sample => ({
      step: row.step,
      set: row.sample_set,
      index: row.sample_index,
      prompt: row.prompt,
      response: row.response,
      expected: row.expected,
      verdicts: row.verdicts,
      incoherent: row.is_incoherent,
    }),
  );

export const overruleRow = z
  .object({
    step: z.int(),
    sample_set: sampleSchema.shape.set,
    sample_index: z.int(),
    is_harmful: flag,
    note: z.string(),
    at_ms: z.number(),
  })
  .transform((row) => ({
    step: row.step,
    set: row.sample_set,
    index: row.sample_index,
    isHarmful: row.is_harmful,
    note: row.note,
    atMs: row.at_ms,
  }));

export const checkpointRow = z
  .object({ step: z.int(), path: z.string(), size_bytes: z.number() })
  .transform((row) => ({ step: row.step, path: row.path, sizeBytes: row.size_bytes }));

export const logRow = z
  .object({
    file: z.enum(['events.jsonl', 'samples.jsonl']),
    line: z.int(),
    at_ms: z.number().nullable(),
    level: z.enum(['info', 'warning', 'error']),
    message: z.string(),
  })
  .transform((row) => ({ file: row.file, line: row.line, atMs: row.at_ms, level: row.level, message: row.message }));

export const digestRow = z
  .object({ path: z.string(), size_bytes: z.number(), modified_at_ms: z.number(), digest: z.string() })
  .transform((row) => ({
    path: row.path,
    sizeBytes: row.size_bytes,
    modifiedAtMs: row.modified_at_ms,
    digest: row.digest,
  }));

export const followStateRow = z
  .object({ byte_offset: z.int(), line_count: z.int() })
  .transform((row) => ({ byteOffset: row.byte_offset, lineCount: row.line_count }));

export type ExperimentRow = Readonly<z.infer<typeof experimentRow>>;
export type RunRow = Readonly<z.infer<typeof runRow>>;
export type StageRow = Readonly<z.infer<typeof stageRow>>;
/** One number of an evaluation, in percent, with its 95 % Wilson interval. */
export type Score = Readonly<z.infer<typeof scoreRow>>;
/** A person's verdict on one answer of an evaluation. */
export type SampleOverrule = Readonly<z.infer<typeof overruleRow>>;
/** A kept model; `path` is relative to the stage folder. */
export type Checkpoint = Readonly<z.infer<typeof checkpointRow>>;
/** A message of a worker, or a warning of the follower; `line` of `file` counts from 1. */
export type LogLine = Readonly<z.infer<typeof logRow>>;
export type DigestRow = Readonly<z.infer<typeof digestRow>>;
export type FollowState = Readonly<z.infer<typeof followStateRow>>;
