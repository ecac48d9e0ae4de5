import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type Lab, openLab, rebuildLab } from '../../src/lab/index.ts';
import { makeProject, openScriptedLab, type Project, waitForStage } from './fixtures/project.ts';

/** Every table's rows, in key order. */
function dump(project: Project): Record<string, unknown[]> {
  const db = new Database(join(project.dataFolder, 'lab.sqlite'), { readonly: true });
  const tables = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[]; // one TEXT column
  const rows = tables.map((table) => {
    const columns = db.prepare(`SELECT * FROM ${table}`).columns().length;
    const order = [1, 2, 3].filter((column) => column <= columns).join(', ');
    return [table, db.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).all()];
  });
  db.close();
  return Object.fromEntries(rows);
}

/** A data folder with complete, failed, cancelled, interrupted and queued stages, warnings and a second attempt. */
async function makeHistory(project: Project): Promise<void> {
  const first = await openScriptedLab(project, { align: 'broken-lines', evaluate: 'wait' });
  first.start();
  const complete = await first.submit(project.writeSpec({ name: 'First', vary: { 'attack.p': [0, 0.1] } }));
  await waitForStage(first, 'evaluate', 'running');
  await first.cancel({ runId: first.listRuns(complete.id)[0]?.runId ?? '' });
  await first.stop();
  const second = await openScriptedLab(project, { attack: 'crash' });
  second.resume({ runId: second.listRuns(complete.id)[1]?.runId ?? '' });
  second.start({ experimentIds: [complete.id] });
  await second.waitForExperiment(complete.id);
  const failed = await second.submit(project.writeSpec({ name: 'Second', vary: { seed: [7] } }));
  second.start({ experimentIds: [failed.id] });
  await second.waitForExperiment(failed.id);
  const third = await second.submit(project.writeSpec({ name: 'Third', vary: { seed: [8, 9] } }));
  touchByHand(second, complete.id, third.id);
  await second.stop();
}

/** Everything that people do to runs, answers and the queue. */
function touchByHand(lab: Lab, completeId: string, queuedId: string): void {
  const [cancelled, complete] = lab.listRuns(completeId);
  const [first = '', second = ''] = lab.listRuns(queuedId).map((run) => run.runId);
  lab.moveRuns([second], first);
  lab.holdRuns([first], true);
  lab.pauseQueue(true);
  lab.markRuns([complete?.runId ?? ''], { addTags: ['good'], notes: 'Look at this one.', isStarred: true });
  lab.markRuns([cancelled?.runId ?? ''], { isTrashed: true });
  const stageKey = complete?.stages.evaluate ?? '';
  lab.overruleSample({ stageKey, step: 4, set: 'safety', index: 0, verdict: { isHarmful: false, note: 'No.' } });
}

describe('rebuildLab', () => {
  it('recreates every table row for row from the folders', async () => {
    const project = makeProject();
    await makeHistory(project);
    const before = dump(project);
    const runStatuses = (before['runs'] as { status: string }[]).map((run) => run.status); // a column of that table
    expect(runStatuses.sort()).toEqual(['cancelled', 'completed', 'failed', 'queued', 'queued']);
    for (const table of [
      'metric_chunks',
      'metric_ends',
      'metric_times',
      'scores',
      'samples',
      'overrules',
      'queue_state',
    ])
      expect(before[table]).not.toEqual([]);
    for (const table of ['checkpoints', 'logs', 'digests', 'follow_state']) expect(before[table]).not.toEqual([]);
    expect(await rebuildLab(project.dataFolder)).toMatchObject({ experiments: 3, runs: 5, warnings: [] });
    expect(dump(project)).toEqual(before);
  });

  it('is what opening does when the database is gone', async () => {
    const project = makeProject();
    await makeHistory(project);
    const before = dump(project);
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(project.dataFolder, `lab.sqlite${suffix}`), { force: true });
    await (await openLab({ dataFolder: project.dataFolder })).stop();
    expect(dump(project)).toEqual(before);
  });

  it('is done in part where a new version of the index asks for it', async () => {
    const project = makeProject();
    await makeHistory(project);
    const before = dump(project);
    const db = new Database(join(project.dataFolder, 'lab.sqlite'));
    // What a migration that changes how curves are stored does.
    for (const table of ['metric_chunks', 'metric_ends', 'metric_times', 'follow_state'])
      db.exec(`DELETE FROM ${table}`);
    db.close();
    await (await openLab({ dataFolder: project.dataFolder })).stop();
    expect(dump(project)).toEqual(before);
  });

  it('refuses while a lab is open, and a folder that is not there', async () => {
    const project = makeProject();
    await expect(rebuildLab(project.dataFolder)).rejects.toThrow(/There is no data folder at/);
    await openScriptedLab(project);
    await expect(rebuildLab(project.dataFolder)).rejects.toThrow(/is in use by another lab/);
  });
});
