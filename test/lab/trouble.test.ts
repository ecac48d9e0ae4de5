import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Lab, LabEvent } from '../../src/lab/index.ts';
import { LabSession } from '../../src/lab/lab.ts';
import { lockDataFolder } from '../../src/lab/lock.ts';
import { openStore } from '../../src/store/index.ts';
import { makeProject, openScriptedLab, scriptedWorker, waitForStage } from './fixtures/project.ts';

type Told = Extract<LabEvent, { kind: 'lab.troubled' }>;

/** Resolves with the message of the next change of the lab's trouble. */
function waitForTrouble(lab: Pick<Lab, 'subscribe'>, isMet: (told: Told) => boolean): Promise<string | null> {
  return new Promise((resolve) => {
    const unsubscribe = lab.subscribe((event) => {
      if (event.kind !== 'lab.troubled' || !isMet(event)) return;
      unsubscribe();
      resolve(event.message);
    });
  });
}

/** The process id that a worker has left in a file. */
async function readPid(path: string): Promise<number> {
  for (;;) {
    const pid = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
    if (pid > 0) return pid;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a disk that fails', () => {
  it('is told while a status cannot be written, and the stage gets its status when it can', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' });
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const key = await running;
    const { folder } = lab.getStage(key);
    const pid = await readPid(join(folder, 'ready'));
    const state = join(folder, 'state.json');
    renameSync(state, `${state}.kept`);
    mkdirSync(join(state, 'in the way'), { recursive: true });
    const waiting = lab.waitForExperiment(id);
    waiting.catch(() => undefined);
    const troubled = waitForTrouble(lab, ({ message }) => message !== null);
    process.kill(pid, 'SIGTERM');
    const sentence =
      /^The lab cannot record what happens at present: .*state\.json cannot be written: .* goes on by itself\.$/;
    expect(await troubled).toMatch(sentence);
    await expect(waiting).rejects.toThrow(sentence);
    expect(lab.warnings).toEqual([expect.stringMatching(sentence)]);
    expect(lab.getStage(key).status).toBe('running');
    const over = waitForTrouble(lab, ({ message }) => message === null);
    const settled = waitForStage(lab, 'align', 'interrupted');
    rmSync(state, { recursive: true });
    await Promise.all([over, settled]);
    expect(lab.warnings).toEqual([]);
    expect(lab.resume({ experimentId: id })).toBe(1);
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(1);
  });

  it('is told while the database has no room, and everything is recorded once it has', async () => {
    const project = makeProject();
    const lock = lockDataFolder(project.dataFolder);
    const store = openStore(join(project.dataFolder, 'lab.sqlite'));
    const session = new LabSession(
      {
        dataFolder: project.dataFolder,
        slots: 1,
        workerPath: scriptedWorker,
        workerEnvironment: { SCRIPT: JSON.stringify({ align: 'long-log' }) },
      },
      store,
      lock,
    );
    onTestFinished(() => session.stop(1000));
    const { id } = await session.submit(project.writeSpec(), {});
    store.db.pragma(`max_page_count = ${String(store.db.pragma('page_count', { simple: true }))}`);
    const troubled = waitForTrouble(session, ({ message }) => message !== null);
    session.start(null);
    expect(await troubled).toMatch(/database or disk is full/);
    expect(session.trouble).toMatch(/database or disk is full/);
    store.db.pragma('max_page_count = 1000000');
    expect((await session.waitForExperiment(id)).runCounts.completed).toBe(1);
    expect(session.trouble).toBeNull();
    const { align } = session.queries.listRuns(id)[0]?.stages ?? { align: '' };
    expect(session.queries.listLogs(align)).toHaveLength(2001);
  });
});
