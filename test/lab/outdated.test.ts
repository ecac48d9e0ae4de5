import { renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openLabReader } from '../../src/lab/index.ts';
import { lockDataFolder } from '../../src/lab/lock.ts';
import { latestVersion, migrate, readVersion } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { makeProject, openScriptedLab, type Project } from './fixtures/project.ts';

const oldVersion = 50;

/** Replaces the database of a data folder by one of an older version, with the rows that such a version has. */
function makeOld(project: Project): void {
  const path = join(project.dataFolder, 'lab.sqlite');
  renameSync(path, `${path}.current`);
  const db = new Database(path);
  migrate(
    db,
    migrations.filter((migration) => migration.version <= oldVersion),
  );
  db.pragma('foreign_keys = OFF');
  db.prepare('ATTACH ? AS now').run(`${path}.current`);
  const tables = db.prepare("SELECT name FROM main.sqlite_master WHERE type = 'table'").pluck().all() as string[]; // one TEXT column
  for (const table of tables) {
    const columns = db
      .prepare(`SELECT * FROM main.${table}`)
      .columns()
      .map((column) => column.name)
      .join(', ');
    db.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM now.${table}`);
  }
  db.close();
}

function readVersionOf(project: Project): number {
  const db = new Database(join(project.dataFolder, 'lab.sqlite'), { readonly: true });
  const version = readVersion(db);
  db.close();
  return version;
}

async function makeFinished(): Promise<{ project: Project; experimentId: string }> {
  const project = makeProject();
  const lab = await openScriptedLab(project);
  lab.start();
  const { id } = await lab.waitForExperiment((await lab.submit(project.writeSpec())).id);
  await lab.stop();
  makeOld(project);
  return { project, experimentId: id };
}

describe('reading a data folder of an older version', () => {
  it('brings its database up to date, whose runs and scores are there afterwards', async () => {
    const { project, experimentId } = await makeFinished();
    expect(readVersionOf(project)).toBe(oldVersion);
    const reader = openLabReader(project.dataFolder);
    const [run] = reader.listRuns(experimentId);
    expect(run).toMatchObject({ status: 'completed' });
    expect(reader.getScores(run?.stages.evaluate ?? '')).toMatchObject([{ step: 4, metric: 'HS', value: 100 }]);
    reader.close();
    expect(readVersionOf(project)).toBe(latestVersion);
    // The lock was given back: a lab can be opened.
    await (await openScriptedLab(project)).stop();
  });

  it('is refused with the holder named while another lab has the folder, and leaves the database as it was', async () => {
    const { project } = await makeFinished();
    const lock = lockDataFolder(project.dataFolder);
    expect(() => openLabReader(project.dataFolder)).toThrow(
      new RegExp(`of an older version .* another lab has it open \\(process ${process.pid} on .*try again\\.$`),
    );
    lock.release();
    expect(readVersionOf(project)).toBe(oldVersion);
    openLabReader(project.dataFolder).close();
    expect(readVersionOf(project)).toBe(latestVersion);
  });
});
