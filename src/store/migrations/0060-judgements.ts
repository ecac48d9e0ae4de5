import type { Migration } from './migration.ts';

/** Verdicts that judges gave about stored answers after the evaluation, in the stage folders' judgements/. */
export const judgements: Migration = {
  version: 60,
  name: 'judgements',
  update(db) {
    db.exec(`
      CREATE TABLE judges (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        judge_id TEXT NOT NULL,
        header TEXT NOT NULL,
        threshold REAL,
        file_bytes INTEGER NOT NULL,
        file_modified_at_ms REAL NOT NULL,
        PRIMARY KEY (stage_key, judge_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE judgements (
        stage_key TEXT NOT NULL REFERENCES stages ON DELETE CASCADE,
        judge_id TEXT NOT NULL,
        step INTEGER NOT NULL,
        sample_index INTEGER NOT NULL,
        answer_hash TEXT NOT NULL,
        is_harmful INTEGER,
        scores TEXT,
        reason TEXT,
        PRIMARY KEY (stage_key, judge_id, step, sample_index)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX judgements_by_answer ON judgements (judge_id, answer_hash);
    `);
  },
};
