import type { Migration } from './migration.ts';

export const initial: Migration = {
  version: 10,
  name: 'initial',
  update(db) {
    db.exec(`
      CREATE TABLE experiments (
        experiment_id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        spec_path TEXT NOT NULL,
        spec TEXT NOT NULL
      ) STRICT;

      CREATE TABLE runs (
        run_id TEXT NOT NULL PRIMARY KEY,
        experiment_id TEXT NOT NULL REFERENCES experiments ON DELETE CASCADE,
        position INTEGER NOT NULL,
        arm TEXT NOT NULL,
        varied TEXT NOT NULL,
        settings TEXT NOT NULL,
        status TEXT NOT NULL,
        started_at_ms INTEGER,
        finished_at_ms INTEGER,
        UNIQUE (experiment_id, position)
      ) STRICT;

      CREATE TABLE stages (
        stage_key TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL,
        file TEXT NOT NULL,
        status TEXT NOT NULL,
        status_at_ms INTEGER NOT NULL,
        error_code TEXT,
        error_message TEXT,
        error_stack TEXT,
        attempt INTEGER NOT NULL DEFAULT 0,
        started_at_ms INTEGER,
        resumed_from_step INTEGER NOT NULL DEFAULT 0,
        device TEXT,
        versions TEXT NOT NULL DEFAULT '{}',
        totals TEXT NOT NULL DEFAULT '{}',
        phase TEXT,
        done REAL,
        total REAL,
        fraction REAL,
        remaining_ms REAL,
        size_bytes INTEGER NOT NULL DEFAULT 0,
        outcome TEXT,
        outcome_error TEXT
      ) STRICT;
      CREATE INDEX stages_by_status ON stages (status);

      CREATE TABLE run_stages (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        position INTEGER NOT NULL,
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        PRIMARY KEY (run_id, position)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX run_stages_by_stage ON run_stages (stage_key);

      CREATE TABLE metrics (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        name TEXT NOT NULL,
        step INTEGER NOT NULL,
        value REAL,
        PRIMARY KEY (stage_key, name, step)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE scores (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        step INTEGER NOT NULL,
        metric TEXT NOT NULL,
        judge TEXT NOT NULL,
        judge_version TEXT NOT NULL,
        successes INTEGER NOT NULL,
        n INTEGER NOT NULL,
        value REAL NOT NULL,
        low REAL NOT NULL,
        high REAL NOT NULL,
        PRIMARY KEY (stage_key, step, metric, judge)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE samples (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        step INTEGER NOT NULL,
        sample_set TEXT NOT NULL,
        sample_index INTEGER NOT NULL,
        prompt TEXT NOT NULL,
        response TEXT NOT NULL,
        expected TEXT,
        verdicts TEXT NOT NULL,
        is_incoherent INTEGER NOT NULL,
        PRIMARY KEY (stage_key, step, sample_set, sample_index)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE checkpoints (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        step INTEGER NOT NULL,
        path TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        PRIMARY KEY (stage_key, step)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE logs (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        file TEXT NOT NULL,
        line INTEGER NOT NULL,
        at_ms INTEGER,
        level TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (stage_key, file, line)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE digests (
        path TEXT NOT NULL PRIMARY KEY,
        size_bytes INTEGER NOT NULL,
        modified_at_ms REAL NOT NULL,
        digest TEXT NOT NULL
      ) STRICT;

      CREATE TABLE follow_state (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        file TEXT NOT NULL,
        byte_offset INTEGER NOT NULL,
        line_count INTEGER NOT NULL,
        PRIMARY KEY (stage_key, file)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
