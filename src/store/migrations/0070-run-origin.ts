import type { Migration } from './migration.ts';

/** Where an imported run comes from, as JSON; null for runs of this data folder's own. */
export const runOrigin: Migration = {
  version: 70,
  name: 'run-origin',
  update(db) {
    db.exec('ALTER TABLE runs ADD COLUMN origin TEXT');
  },
};
