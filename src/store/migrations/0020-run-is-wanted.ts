import type { Migration } from './migration.ts';

/**
 * Remembers which runs were cancelled. The stages alone cannot tell: a stage that two cancelled runs share would
 * otherwise be kept alive by each for the sake of the other.
 */
export const runIsWanted: Migration = {
  version: 20,
  name: 'run-is-wanted',
  update(db) {
    db.exec(`
      ALTER TABLE runs ADD COLUMN is_wanted INTEGER NOT NULL DEFAULT 1;
      UPDATE runs SET is_wanted = 0 WHERE status = 'cancelled';
    `);
  },
};
