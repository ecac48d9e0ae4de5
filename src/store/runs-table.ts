import type { Status } from '../shared/events.ts';
import type { StageKind } from '../shared/spec/stage.ts';
import type { ReadableStore } from './open.ts';

/*
 * Reads for tables of all runs. They take whole tables at once and are not parsed row by row: a thousand runs have to be there
 * at once, and every column was checked when it was written (STRICT tables, JSON that this program made).
 */

export interface TableRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly experimentName: string;
  readonly createdAtMs: number;
  readonly arm: string;
  readonly status: Status;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  readonly tags: string;
  readonly notes: string;
  readonly isStarred: number;
  readonly isArchived: number;
  readonly trashedAtMs: number | null;
  readonly isHeld: number;
  readonly varied: string;
  readonly settings: string;
  readonly stageKeys: string;
  readonly origin: string | null;
}

/** Every run, those of the newest experiment first; JSON columns as text. */
export function readTableRuns(store: ReadableStore): TableRun[] {
  return store
    .sql(
      `SELECT r.run_id AS runId, r.experiment_id AS experimentId, e.name AS experimentName, e.created_at_ms AS createdAtMs, r.arm, r.status,
         r.started_at_ms AS startedAtMs, r.finished_at_ms AS finishedAtMs, r.tags, r.notes, r.is_starred AS isStarred, r.is_archived AS isArchived,
         r.trashed_at_ms AS trashedAtMs, r.is_held AS isHeld, r.varied, r.settings, r.stage_keys AS stageKeys, r.origin
       FROM runs r JOIN experiments e USING (experiment_id) ORDER BY e.created_at_ms DESC, e.experiment_id DESC, r.position`,
    )
    .all() as TableRun[]; // the columns above
}

export interface TableStage {
  readonly key: string;
  readonly kind: StageKind;
  readonly status: Status;
  /** 0..1 of what its worker last said. */
  readonly fraction: number;
  /** Checkpoints, event log and samples. */
  readonly sizeBytes: number;
  readonly runCount: number;
  /** From the start of its last attempt to its completion; null before. */
  readonly tookMs: number | null;
  /** Name of the method of a stage that trains. */
  readonly method: string | null;
}

/** Every stage by key. */
export function readTableStages(store: ReadableStore): Map<string, TableStage> {
  const rows = store
    .sql(
      `SELECT s.stage_key AS key, s.kind, s.status, coalesce(s.fraction, 0) AS fraction,
         s.size_bytes + (SELECT coalesce(sum(f.byte_offset), 0) FROM follow_state f WHERE f.stage_key = s.stage_key) AS sizeBytes,
         (SELECT count(*) FROM run_stages rs WHERE rs.stage_key = s.stage_key) AS runCount,
         CASE WHEN s.status = 'completed' THEN s.status_at_ms - s.started_at_ms END AS tookMs,
         json_extract(s.file, '$.stage.method.name') AS method
       FROM stages s`,
    )
    .all() as TableStage[]; // the columns above
  return new Map(rows.map((row) => [row.key, row]));
}

export interface LastScore {
  readonly stageKey: string;
  readonly metric: string;
  readonly judge: string;
  readonly judgeVersion: string;
  readonly value: number;
}

/** The scores of each complete evaluation after its last step; one that is still under way has not come to the end of the attack. */
export function readLastScores(store: ReadableStore): LastScore[] {
  return store
    .sql(
      `SELECT s.stage_key AS stageKey, s.metric, s.judge, s.judge_version AS judgeVersion, s.value
       FROM scores s JOIN stages USING (stage_key)
       WHERE stages.status = 'completed' AND s.step = (SELECT max(step) FROM scores other WHERE other.stage_key = s.stage_key)`,
    )
    .all() as LastScore[]; // the columns above
}

export interface LastValue {
  readonly stageKey: string;
  readonly name: string;
  readonly value: number | null;
}

/** The last value of every curve. */
export function readLastValues(store: ReadableStore): LastValue[] {
  return store.sql('SELECT stage_key AS stageKey, name, value FROM metric_ends').all() as LastValue[]; // the columns above
}

/** The last value of each curve of a stage, by name. */
export function listLastValues(store: ReadableStore, key: string): Omit<LastValue, 'stageKey'>[] {
  return store.sql('SELECT name, value FROM metric_ends WHERE stage_key = ? ORDER BY name').all(key) as Omit<
    LastValue,
    'stageKey'
  >[]; // columns of a STRICT table
}
