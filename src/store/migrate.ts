import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { AppError } from '../shared/errors.ts';
import { type Migration, migrations as allMigrations } from './migrations/index.ts';

/** The newest version this program knows. */
export const latestVersion = Math.max(...allMigrations.map((migration) => migration.version));

/** The version a database is at; 0 for an empty one. */
export function readVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** @throws AppError store/from-the-future for a database that a newer program has written. */
export function refuseFuture(db: Database, newest: number = latestVersion): void {
  const version = readVersion(db);
  if (version <= newest) return;
  throw new AppError(
    'store/from-the-future',
    `The database ${db.name} has version ${version}, but this program knows versions up to ${newest}; use the newer Booster Lab that wrote it.`,
  );
}

/**
 * Brings a database up to date, each migration in its own transaction; a database with content is copied beside itself first.
 * @throws AppError store/from-the-future, store/broken-references.
 */
export function migrate(db: Database, migrations: readonly Migration[] = allMigrations): void {
  refuseFuture(db, Math.max(...migrations.map((migration) => migration.version)));
  const version = readVersion(db);
  const pending = migrations.filter((migration) => migration.version > version);
  if (pending.length === 0) return;
  if (version > 0 && !db.memory) backUp(db, version);
  // A table that is rebuilt must not take its dependents with it; the check after each step makes up for it.
  db.pragma('foreign_keys = OFF');
  try {
    for (const migration of pending) apply(db, migration);
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

function apply(db: Database, migration: Migration): void {
  const step = db.transaction(() => {
    migration.update(db);
    const broken = db.pragma('foreign_key_check') as { table: string; parent: string }[]; // columns fixed by SQLite
    const first = broken[0];
    if (first) {
      throw new AppError(
        'store/broken-references',
        `Migration ${migration.version} (${migration.name}) of ${db.name} was undone: ${broken.length} rows, the first in ${first.table}, name a missing row of ${first.parent}; "lab rebuild" recreates the database from the data folder.`,
      );
    }
    db.pragma(`user_version = ${migration.version}`);
  });
  step.exclusive();
}

function backUp(db: Database, version: number): void {
  let path = `${db.name}.backup-${version}`;
  for (let number = 2; existsSync(path); number += 1) path = `${db.name}.backup-${version}-${number}`;
  db.prepare('VACUUM INTO ?').run(path);
}
