import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { latestVersion, migrate, readVersion } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { openStore, openStoreReader } from '../../src/store/open.ts';
import { makeTemporaryFolder } from './fixtures/temporary-folder.ts';

function openAtVersion(path: string, version: number): Database.Database {
  const db = new Database(path);
  migrate(
    db,
    migrations.filter((migration) => migration.version <= version),
  );
  return db;
}

function insertExperimentWithRuns(db: Database.Database, statuses: readonly string[]): void {
  db.prepare("INSERT INTO experiments VALUES ('e', 'Old', 1000, '/specs/old.json', '{}')").run();
  for (const [position, status] of statuses.entries()) {
    db.prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      `e-${position}`,
      'e',
      position,
      'SFT',
      '{}',
      '{}',
      status,
      null,
      2000,
    );
  }
}

describe('migrate', () => {
  it('numbers its migrations in ascending tens', () => {
    const versions = migrations.map((migration) => migration.version);
    expect(versions).toEqual([...versions].sort((left, right) => left - right));
    expect(new Set(versions).size).toBe(versions.length);
  });

  it('keeps answers and scores of a version-50 database, and has no judges of passes in it', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    const old = openAtVersion(path, 50);
    old
      .prepare(
        "INSERT INTO stages (stage_key, kind, file, status, status_at_ms) VALUES ('k', 'evaluate', '{}', 'completed', 1)",
      )
      .run();
    old.prepare("INSERT INTO samples VALUES ('k', 4, 'safety', 0, 'p', 'r', NULL, '{\"refusal\":true}', 0)").run();
    old.prepare("INSERT INTO scores VALUES ('k', 4, 'HS', 'refusal', '1', 1, 1, 100, 20, 100)").run();
    const before = ['samples', 'scores'].map((table) => old.prepare(`SELECT * FROM ${table}`).all());
    old.close();
    const store = openStore(path);
    expect(['samples', 'scores'].map((table) => store.db.prepare(`SELECT * FROM ${table}`).all())).toEqual(before);
    expect(['judges', 'judgements'].map((table) => store.db.prepare(`SELECT * FROM ${table}`).all())).toEqual([[], []]);
    store.close();
  });

  it('marks the cancelled runs of a version-10 database as unwanted and keeps every other value', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    const old = openAtVersion(path, 10);
    insertExperimentWithRuns(old, ['completed', 'cancelled', 'failed']);
    const before = old.prepare('SELECT * FROM runs ORDER BY position').all() as object[];
    old.close();
    const store = openStore(path);
    const after = store.db.prepare('SELECT * FROM runs ORDER BY position').all() as object[];
    store.close();
    expect(after).toMatchObject(before.map((row, index) => ({ ...row, is_wanted: index === 1 ? 0 : 1 })));
  });

  it('migrates a version-10 database without rows', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    openAtVersion(path, 10).close();
    const store = openStore(path);
    expect(readVersion(store.db)).toBe(latestVersion);
    expect(store.db.prepare('SELECT count(*) AS n FROM runs').get()).toEqual({ n: 0 });
    store.close();
  });

  it('gives the runs of a version-20 database their stages, no marks and a place in the queue', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    const old = openAtVersion(path, 20);
    old.prepare("INSERT INTO experiments VALUES ('e', 'Old', 1000, '/specs/old.json', '{}')").run();
    const insertStage = old.prepare(
      "INSERT INTO stages (stage_key, kind, file, status, status_at_ms) VALUES (?, 'align', '{}', 'completed', 1)",
    );
    for (const key of ['k1', 'k2', 'k3']) insertStage.run(key);
    for (const position of [0, 1]) {
      old
        .prepare("INSERT INTO runs VALUES (?, 'e', ?, 'SFT', '{}', '{}', 'completed', NULL, NULL, 1)")
        .run(`e-${position}`, position);
    }
    const link = old.prepare('INSERT INTO run_stages VALUES (?, ?, ?)');
    // The second run lost a stage.
    for (const [run, position, key] of [
      ['e-0', 0, 'k2'],
      ['e-0', 1, 'k1'],
      ['e-0', 2, 'k3'],
      ['e-1', 0, 'k1'],
      ['e-1', 2, 'k3'],
    ])
      link.run(run, position, key);
    old.prepare("INSERT INTO metrics VALUES ('k1', 'f', 1, 0.5)").run();
    old.prepare("INSERT INTO follow_state VALUES ('k1', 'events.jsonl', 100, 2)").run();
    old.close();
    const store = openStore(path);
    const columns = 'stage_keys, tags, notes, is_starred, is_archived, trashed_at_ms, is_held, queue_position';
    const untouched = {
      tags: '[]',
      notes: '',
      is_starred: 0,
      is_archived: 0,
      trashed_at_ms: null,
      is_held: 0,
      queue_position: null,
    };
    expect(store.db.prepare(`SELECT ${columns} FROM runs ORDER BY position`).all()).toEqual([
      { stage_keys: '["k2","k1","k3"]', ...untouched },
      { stage_keys: '[]', ...untouched },
    ]);
    // The logs are read again, into curves in pieces.
    expect(store.db.prepare('SELECT count(*) AS n FROM follow_state').get()).toEqual({ n: 0 });
    expect(store.db.prepare('SELECT count(*) AS n FROM metric_chunks').get()).toEqual({ n: 0 });
    store.close();
  });

  it('gives the runs of a version-60 database no origin: they are its own', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    const old = openAtVersion(path, 60);
    old.prepare("INSERT INTO experiments VALUES ('e', 'Old', 1000, '/specs/old.json', '{}')").run();
    old
      .prepare(
        "INSERT INTO runs (run_id, experiment_id, position, arm, varied, settings, status, is_wanted) VALUES ('e-1', 'e', 0, 'SFT', '{}', '{}', 'completed', 1)",
      )
      .run();
    old.close();
    const store = openStore(path);
    expect(store.db.prepare('SELECT run_id, status, origin FROM runs').all()).toEqual([
      { run_id: 'e-1', status: 'completed', origin: null },
    ]);
    store.close();
  });

  it('copies a database with content before it migrates it, and never an up-to-date one', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    const old = openAtVersion(path, 10);
    insertExperimentWithRuns(old, ['cancelled']);
    old.close();
    openStore(path).close();
    openStore(path).close();
    const backup = new Database(`${path}.backup-10`, { readonly: true });
    expect(readVersion(backup)).toBe(10);
    expect(backup.prepare('SELECT status FROM runs').all()).toEqual([{ status: 'cancelled' }]);
    backup.close();
    expect(existsSync(`${path}.backup-10-2`)).toBe(false);
    expect(existsSync(`${path}.backup-${latestVersion}`)).toBe(false);
  });

  it('undoes a migration that leaves a row without its parent, and says which table', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    const old = openAtVersion(path, 10);
    old.pragma('foreign_keys = OFF');
    old.prepare("INSERT INTO runs VALUES ('r', 'gone', 0, 'SFT', '{}', '{}', 'queued', NULL, NULL)").run();
    old.close();
    expect(() => openStore(path)).toThrow(
      /Migration 20 \(run-is-wanted\).*the first in runs, name a missing row of experiments/,
    );
    const untouched = new Database(path);
    expect(readVersion(untouched)).toBe(10);
    expect(Object.keys(untouched.prepare('SELECT * FROM runs').get() as object)).not.toContain('is_wanted');
    untouched.close();
  });

  it('refuses a database from the future, for writing and for reading', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    openStore(path).close();
    const db = new Database(path);
    db.pragma('user_version = 9990');
    db.close();
    expect(() => openStore(path)).toThrow(/has version 9990, but this program knows versions up to/);
    expect(() => openStoreReader(path)).toThrow(/has version 9990/);
  });
});
