import type { Migration } from './migration.ts';

/**
 * What people do to runs beside running them: marks, their order in the queue, holding, pausing, and their own verdicts. Runs
 * also keep the keys of their stages, so that a stage whose folder is gone can still be named.
 */
export const marksAndQueue: Migration = {
  version: 30,
  name: 'marks-and-queue',
  update(db) {
    db.exec(`
      ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE runs ADD COLUMN notes TEXT NOT NULL DEFAULT '';
      ALTER TABLE runs ADD COLUMN is_starred INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN trashed_at_ms INTEGER;
      ALTER TABLE runs ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN queue_position INTEGER;
      ALTER TABLE runs ADD COLUMN stage_keys TEXT NOT NULL DEFAULT '[]';
      UPDATE runs SET stage_keys = (
        SELECT json_group_array(stage_key) FROM (SELECT stage_key FROM run_stages rs WHERE rs.run_id = runs.run_id ORDER BY position))
      WHERE (SELECT count(*) FROM run_stages rs WHERE rs.run_id = runs.run_id) = 3;

      CREATE TABLE queue_state (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        is_paused INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE overrules (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        step INTEGER NOT NULL,
        sample_set TEXT NOT NULL,
        sample_index INTEGER NOT NULL,
        is_harmful INTEGER NOT NULL,
        note TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (stage_key, step, sample_set, sample_index)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
