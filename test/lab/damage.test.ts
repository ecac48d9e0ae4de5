import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { makeLargeStore } from '../../bench/store/make-store.ts';
import { markDamaged } from '../../src/lab/guard-damage.ts';
import { type Lab, openLab, rebuildLab } from '../../src/lab/index.ts';
import { listExecuted, makeProject, openScriptedLab, type Project, waitForStage } from './fixtures/project.ts';

async function openFinished(project: Project, parts = {}): Promise<{ lab: Lab; id: string }> {
  const lab = await openScriptedLab(project);
  lab.start();
  const { id } = await lab.submit(project.writeSpec(parts));
  await lab.waitForExperiment(id);
  return { lab, id };
}

function databasePath(project: Project): string {
  return join(project.dataFolder, 'lab.sqlite');
}

/** Names of databases that were set aside. */
function listKept(project: Project): string[] {
  return readdirSync(project.dataFolder).filter((name) => /^lab\.sqlite\.damaged-[0-9TZ-]+$/.test(name));
}

describe('a damaged database', () => {
  it.each([
    ['is not a database', (path: string) => writeFileSync(path, 'not a database at all, but a text. '.repeat(100))],
    [
      'has pages of noise',
      (path: string) => {
        const file = openSync(path, 'r+');
        for (let page = 2; page < 12; page += 1) writeSync(file, Buffer.alloc(4096, page), 0, 4096, page * 4096);
        closeSync(file);
      },
    ],
    [
      'holds values that make no sense',
      (path: string) => {
        const db = new Database(path);
        db.prepare('UPDATE runs SET settings = \'{"seed": "none"}\'').run();
        db.close();
      },
    ],
  ])('that %s is set aside and made again from the folders, with a sentence', async (_what, spoil) => {
    const project = makeProject();
    const { lab, id } = await openFinished(project);
    lab.markRuns([lab.listRuns(id)[0]?.runId ?? ''], { isStarred: true });
    const table = lab.getRunsTable();
    await lab.stop();
    spoil(databasePath(project));
    const again = await openScriptedLab(project);
    expect(again.warnings).toEqual([
      expect.stringMatching(
        /^The database was damaged \(.+\); it was set aside as lab\.sqlite\.damaged-.* so nothing is lost\.$/,
      ),
    ]);
    expect(listKept(project)).toHaveLength(1);
    expect(again.getRunsTable()).toEqual(table);
    await again.stop();
    const third = await openScriptedLab(project);
    expect(third.warnings).toEqual([]);
    expect(listKept(project)).toHaveLength(1);
  });

  it('that shows its damage only while it is open is made again at the next start', async () => {
    const project = makeProject();
    makeLargeStore(project.dataFolder, { runs: 10, points: 20_000 });
    const lab = await openScriptedLab(project);
    const key = lab.getRunsTable().rows[0]?.stages.attack ?? '';
    expect(lab.getCurves([key])[0]?.series).toHaveLength(10);
    const file = openSync(databasePath(project), 'r+');
    // Behind the first pages, which hold the tables' roots, lie the curves.
    writeSync(file, Buffer.alloc(18 << 20, 255), 0, 18 << 20, 2 << 20);
    closeSync(file);
    expect(() => lab.getRunsTable().rows.map((row) => lab.getCurves([row.stages.attack]))).toThrow(
      /^The database of the lab is damaged\. Start Booster Lab again/,
    );
    await lab.stop();
    const again = await openScriptedLab(project);
    expect(again.warnings[0]).toMatch(
      /^The database was damaged \(it could not be read any more\); it was set aside as/,
    );
    expect(again.getRunsTable().rows).toHaveLength(10);
    await again.stop();
    expect((await openScriptedLab(project)).warnings).toEqual([]);
  });

  it('that a rebuild has replaced is not called damaged again', async () => {
    const project = makeProject();
    const { lab } = await openFinished(project);
    await lab.stop();
    markDamaged(project.dataFolder);
    await rebuildLab(project.dataFolder);
    expect((await openScriptedLab(project)).warnings).toEqual([]);
    expect(listKept(project)).toEqual([]);
  });

  it('is told apart from one that a newer program wrote, which stays as it is', async () => {
    const project = makeProject();
    const { lab } = await openFinished(project);
    await lab.stop();
    const db = new Database(databasePath(project));
    db.pragma('user_version = 9990');
    db.close();
    await expect(openLab({ dataFolder: project.dataFolder })).rejects.toThrow(
      /has version 9990, but this program knows versions up to .*; use the newer Booster Lab/,
    );
    expect(listKept(project)).toEqual([]);
  });
});

describe('a stage folder that was removed by hand', () => {
  it('leaves a failed run with the reason, and a retry runs the stage again', async () => {
    const project = makeProject();
    const { lab, id } = await openFinished(project, { vary: { 'attack.p': [0, 0.1] } });
    const [first, second] = lab.listRuns(id);
    const attack = lab.getStage(first?.stages.attack ?? '');
    await lab.stop();
    rmSync(attack.folder, { recursive: true });
    const again = await openScriptedLab(project);
    expect(again.warnings).toEqual([expect.stringMatching(/^One stage folder was removed from .*a retry runs/)]);
    expect(again.listRuns(id).map((run) => run.status)).toEqual(['failed', 'completed']);
    expect(again.getStage(attack.key).error).toMatchObject({
      code: 'lab/folder-removed',
      message: expect.stringMatching(/was removed .* Retry runs it again\.$/),
    });
    expect(again.getRunsTable().rows[0]).toMatchObject({ status: 'failed', stages: first?.stages });
    expect(again.getQueue().items).toMatchObject([{ runId: first?.runId, status: 'failed' }]);
    expect(again.getMetrics(attack.key)).toEqual([]);
    again.start();
    expect(again.retry({ experimentId: id })).toBe(1);
    expect((await again.waitForExperiment(id)).runCounts.completed).toBe(2);
    expect(second?.status).toBe('completed');
    expect(listExecuted(project)).toHaveLength(6);
  });

  it('is noticed by a retry while the lab is open', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { evaluate: 'fail' });
    lab.start();
    const { id } = await lab.submit(project.writeSpec());
    await lab.waitForExperiment(id);
    const attack = lab.getStage(lab.listRuns(id)[0]?.stages.attack ?? '');
    rmSync(attack.folder, { recursive: true });
    expect(lab.getQueue().items).toHaveLength(1);
    expect(lab.getStage(attack.key).status).toBe('completed');
    expect(lab.retry({ experimentId: id })).toBe(2);
    await lab.waitForExperiment(id);
    expect(lab.getStage(attack.key)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(existsSync(attack.folder)).toBe(true);
  });

  it('leaves an interrupted stage and a lab that goes on where its worker was at work in it', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'hang' });
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const { folder } = lab.getStage(await running);
    const ready = join(folder, 'ready');
    await expect.poll(() => existsSync(ready) && Number(readFileSync(ready, 'utf8'))).toBeGreaterThan(0);
    const pid = Number(readFileSync(ready, 'utf8'));
    rmSync(folder, { recursive: true });
    process.kill(pid, 'SIGKILL');
    expect((await lab.waitForExperiment(id)).runCounts.interrupted).toBe(1);
    expect(lab.warnings).toEqual([]);
  });

  it('is noticed by a new submission while the lab is open', async () => {
    const project = makeProject();
    const { lab, id } = await openFinished(project);
    const attack = lab.getStage(lab.listRuns(id)[0]?.stages.attack ?? '');
    rmSync(attack.folder, { recursive: true });
    expect((await lab.submit(project.writeSpec())).runCounts.completed).toBe(0);
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(1);
    expect(lab.getStage(attack.key)).toMatchObject({ status: 'completed', attempt: 1 });
  });

  it('is planned again where the database is gone too, as long as its files are the same', async () => {
    const project = makeProject();
    const { lab, id } = await openFinished(project);
    const stages = lab.listRuns(id)[0]?.stages;
    await lab.stop();
    rmSync(join(project.dataFolder, 'stages', stages?.attack ?? ''), { recursive: true });
    await rebuildLab(project.dataFolder);
    const again = await openScriptedLab(project);
    expect(again.listRuns(id)).toMatchObject([{ status: 'failed', stages }]);
    again.start();
    again.retry({ experimentId: id });
    expect((await again.waitForExperiment(id)).runCounts.completed).toBe(1);
  });

  it('is named where it cannot be planned again, and everything still answers', async () => {
    const project = makeProject();
    const { lab, id } = await openFinished(project);
    const stages = lab.listRuns(id)[0]?.stages;
    await lab.stop();
    rmSync(join(project.dataFolder, 'stages', stages?.attack ?? ''), { recursive: true });
    rmSync(join(project.folder, 'task.jsonl'));
    await rebuildLab(project.dataFolder);
    const again = await openScriptedLab(project);
    expect(again.warnings).toEqual([expect.stringMatching(/^A run of small-test-.* cannot go on: .*task\.jsonl/)]);
    expect(again.listRuns(id)).toMatchObject([{ status: 'interrupted', stages }]);
    expect(again.getRunsTable().rows).toMatchObject([{ status: 'interrupted' }]);
    expect(again.getQueue().items[0]?.stages[1]).toMatchObject({ kind: 'attack', status: 'interrupted' });
    expect(again.getCurves(Object.values(stages ?? {}))).toHaveLength(3);
    expect(again.resume({ experimentId: id })).toBe(0);
  });

  it('is forgotten when no run needs it', async () => {
    const project = makeProject();
    const { lab, id } = await openFinished(project);
    const { align } = lab.listRuns(id)[0]?.stages ?? { align: '' };
    await lab.stop();
    for (const part of ['stages', 'experiments']) rmSync(join(project.dataFolder, part), { recursive: true });
    const again = await openScriptedLab(project);
    expect(again.warnings).toEqual([]);
    expect(again.listExperiments()).toEqual([]);
    expect(() => again.getStage(align)).toThrow(/is no stage key/);
  });
});

describe('a clock that was set back', () => {
  it('gives no run and no stage an end before its beginning, and curves no time that runs backwards', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'clock-back' });
    lab.start();
    const { id } = await lab.submit(project.writeSpec());
    await lab.waitForExperiment(id);
    const [run] = lab.listRuns(id);
    const stage = lab.getStage(run?.stages.align ?? '');
    expect(stage.finishedAtMs).toBeGreaterThanOrEqual(stage.startedAtMs ?? Number.NaN);
    expect(run?.finishedAtMs).toBeGreaterThanOrEqual(stage.startedAtMs ?? Number.NaN);
    const [curves] = lab.getCurves([stage.key]);
    expect(curves?.times.steps).toEqual([1, 4]);
    expect(curves?.times.atMs[1]).toBeGreaterThanOrEqual(curves?.times.atMs[0] ?? Number.NaN);
    expect(lab.getQueue().remainingMs).toBe(0);
  });
});
