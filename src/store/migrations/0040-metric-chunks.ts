import type { Migration } from './migration.ts';

/**
 * Curves in pieces of 1,024 steps instead of a row per point (a tenth of the bytes, and whole curves are read at once), the last
 * value of each by itself, and when steps were written. The index is read again from the folders, which have all of it.
 */
export const metricChunks: Migration = {
  version: 40,
  name: 'metric-chunks',
  update(db) {
    db.exec(`
      DROP TABLE metrics;

      CREATE TABLE metric_chunks (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        name TEXT NOT NULL,
        chunk INTEGER NOT NULL,
        steps BLOB NOT NULL,
        points BLOB NOT NULL,
        PRIMARY KEY (stage_key, name, chunk)
      ) STRICT;

      CREATE TABLE metric_ends (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        name TEXT NOT NULL,
        step INTEGER NOT NULL,
        value REAL,
        PRIMARY KEY (stage_key, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE metric_times (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        step INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (stage_key, step)
      ) STRICT, WITHOUT ROWID;

      DELETE FROM follow_state;
    `);
  },
};
