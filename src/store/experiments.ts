import type { RunSettings } from '../shared/spec/experiment.ts';
import type { Status } from '../shared/events.ts';
import type { ReadableStore, WritableStore } from './open.ts';
import { type ExperimentRow, experimentRow, type RunRow, runRow } from './rows.ts';

const runColumns =
  'run_id, experiment_id, position, arm, varied, settings, status, started_at_ms, finished_at_ms, is_wanted, stage_keys, origin';

/** Every experiment, oldest first. */
export function listExperimentRows(store: ReadableStore): ExperimentRow[] {
  return store
    .sql(
      'SELECT experiment_id, name, created_at_ms, spec_path, spec FROM experiments ORDER BY created_at_ms, experiment_id',
    )
    .all()
    .map((row) => experimentRow.parse(row));
}

export function findExperimentRow(store: ReadableStore, experimentId: string): ExperimentRow | undefined {
  const row = store
    .sql('SELECT experiment_id, name, created_at_ms, spec_path, spec FROM experiments WHERE experiment_id = ?')
    .get(experimentId);
  return row === undefined ? undefined : experimentRow.parse(row);
}

/** How many runs of an experiment are in each status; absent statuses have none. */
export function countRunStatuses(store: ReadableStore, experimentId: string): Map<string, number> {
  const rows = store
    .sql('SELECT status, count(*) FROM runs WHERE experiment_id = ? GROUP BY status')
    .raw()
    .all(experimentId);
  return new Map(rows as [string, number][]); // two columns, both typed by their STRICT table
}

/** Inserts an experiment, or replaces what an earlier submission wrote under the same id. */
export function saveExperiment(store: WritableStore, experiment: ExperimentRow): void {
  store
    .sql(
      `INSERT INTO experiments (experiment_id, name, created_at_ms, spec_path, spec) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (experiment_id) DO UPDATE SET name = excluded.name, created_at_ms = excluded.created_at_ms, spec_path = excluded.spec_path, spec = excluded.spec`,
    )
    .run(experiment.id, experiment.name, experiment.createdAtMs, experiment.specPath, JSON.stringify(experiment.spec));
}

/** Deletes an experiment and its runs; stages stay, others may share them. */
export function deleteExperiment(store: WritableStore, experimentId: string): void {
  store.sql('DELETE FROM experiments WHERE experiment_id = ?').run(experimentId);
}

export interface NewRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly position: number;
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
  readonly settings: RunSettings;
  readonly isWanted: boolean;
  /** Keys of the stages in order of execution. */
  readonly stageKeys: readonly string[];
  /** Those of them that have a folder. */
  readonly presentKeys: ReadonlySet<string>;
}

/** Inserts a run and its links to stages; the status is set by `refreshRun` afterwards. */
export function saveRun(store: WritableStore, run: NewRun): void {
  store
    .sql(
      `INSERT INTO runs (run_id, experiment_id, position, arm, varied, settings, status, is_wanted, stage_keys) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?)
       ON CONFLICT (run_id) DO UPDATE SET position = excluded.position, arm = excluded.arm, varied = excluded.varied,
         settings = excluded.settings, is_wanted = excluded.is_wanted, stage_keys = excluded.stage_keys`,
    )
    .run(
      run.runId,
      run.experimentId,
      run.position,
      run.arm,
      JSON.stringify(run.varied),
      JSON.stringify(run.settings),
      run.isWanted ? 1 : 0,
      JSON.stringify(run.stageKeys),
    );
  store.sql('DELETE FROM run_stages WHERE run_id = ?').run(run.runId);
  for (const [position, key] of run.stageKeys.entries()) {
    if (run.presentKeys.has(key))
      store.sql('INSERT INTO run_stages (run_id, position, stage_key) VALUES (?, ?, ?)').run(run.runId, position, key);
  }
}

/** The runs of an experiment in their order. */
export function listRunRows(store: ReadableStore, experimentId: string): RunRow[] {
  return store
    .sql(`SELECT ${runColumns} FROM runs WHERE experiment_id = ? ORDER BY position`)
    .all(experimentId)
    .map((row) => runRow.parse(row));
}

export function findRunRow(store: ReadableStore, runId: string): RunRow | undefined {
  const row = store.sql(`SELECT ${runColumns} FROM runs WHERE run_id = ?`).get(runId);
  return row === undefined ? undefined : runRow.parse(row);
}

/** The runs that contain a stage, with their experiments. */
export function listRunsOfStage(
  store: ReadableStore,
  stageKey: string,
): { runId: string; experimentId: string; arm: string }[] {
  const rows = store
    .sql(
      'SELECT r.run_id, r.experiment_id, r.arm FROM run_stages rs JOIN runs r USING (run_id) WHERE rs.stage_key = ? ORDER BY r.experiment_id, r.position',
    )
    .raw()
    .all(stageKey);
  return (rows as [string, string, string][]).map(([runId, experimentId, arm]) => ({ runId, experimentId, arm })); // three TEXT columns
}

/** Runs of which stages have no folder, with those of older programs that do not know their stages. */
export function listIncompleteRuns(store: ReadableStore): { runId: string; experimentId: string }[] {
  const rows = store
    .sql(
      `SELECT r.run_id, r.experiment_id FROM runs r
       WHERE r.stage_keys = '[]' OR (SELECT count(*) FROM run_stages rs WHERE rs.run_id = r.run_id) < json_array_length(r.stage_keys)
       ORDER BY r.experiment_id, r.position`,
    )
    .raw()
    .all();
  return (rows as [string, string][]).map(([runId, experimentId]) => ({ runId, experimentId })); // two TEXT columns
}

/** Keys of the stages of a run in order of execution, as far as they are indexed. */
export function listStageKeysOfRun(store: ReadableStore, runId: string): string[] {
  return store
    .sql('SELECT stage_key FROM run_stages WHERE run_id = ? ORDER BY position')
    .pluck()
    .all(runId) as string[]; // one TEXT column
}

/** Keys of all stages that runs name, whether they have folders or not. */
export function listNamedStages(store: ReadableStore): ReadonlySet<string> {
  return new Set(
    store.sql('SELECT DISTINCT value FROM runs, json_each(runs.stage_keys)').pluck().all() as string[], // JSON of saveRun
  );
}

/** Frees the places of an experiment's runs, which are all about to be saved anew. */
export function vacatePositions(store: WritableStore, experimentId: string): void {
  store.sql('UPDATE runs SET position = -1 - position WHERE experiment_id = ?').run(experimentId);
}

/** Gives a run its place among those of its experiment; nobody else may have it. */
export function moveRun(store: WritableStore, runId: string, position: number): void {
  store.sql('UPDATE runs SET position = ? WHERE run_id = ?').run(position, runId);
}

/** Deletes a run; its stages stay, others may share them. */
export function deleteRun(store: WritableStore, runId: string): void {
  store.sql('DELETE FROM runs WHERE run_id = ?').run(runId);
}

export function setRunWanted(store: WritableStore, runId: string, isWanted: boolean): void {
  store.sql('UPDATE runs SET is_wanted = ? WHERE run_id = ?').run(isWanted ? 1 : 0, runId);
}

export function saveRunStatus(
  store: WritableStore,
  runId: string,
  state: { readonly status: Status; readonly startedAtMs: number | null; readonly finishedAtMs: number | null },
): void {
  store
    .sql('UPDATE runs SET status = ?, started_at_ms = ?, finished_at_ms = ? WHERE run_id = ?')
    .run(state.status, state.startedAtMs, state.finishedAtMs, runId);
}
