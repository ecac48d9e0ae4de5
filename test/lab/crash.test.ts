import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readProcessStart } from '../../src/lab/process-identity.ts';
import { makeProject, openScriptedLab, type Project, waitForStage } from './fixtures/project.ts';

/** Starts a lab in a process of its own; resolves when its first stage is running. */
async function startLabProcess(project: Project, script: Record<string, string>): Promise<ChildProcess> {
  const child = fork(
    join(import.meta.dirname, 'fixtures', 'lab-process.ts'),
    [project.dataFolder, project.writeSpec()],
    {
      env: { ...process.env, SCRIPT: JSON.stringify(script) },
      execArgv: [],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  return child;
}

describe('crashes', () => {
  it('fails a stage whose worker exits with 7, with the end of its output', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'crash' });
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    await lab.waitForExperiment(id);
    const [align] = lab.listStages(id);
    expect(align).toMatchObject({ status: 'failed', error: { code: 'worker/crashed' } });
    expect(align?.error?.message).toMatch(/ended with exit code 7 .*\nthe heap is on fire$/s);
  });

  it('interrupts a stage whose worker is killed -9, and resume goes on from the checkpoint', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' });
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const { folder, key } = lab.getStage(await running);
    process.kill(JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')).pid, 'SIGKILL');
    expect((await lab.waitForExperiment(id)).runCounts.interrupted).toBe(1);
    expect(lab.getStage(key).error?.message).toMatch(/killed by SIGKILL/);
    expect(lab.resume({ experimentId: id })).toBe(1);
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(1);
    expect(lab.getMetrics(key, { names: ['f'] })[0]?.values).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  it('reads a log whose last line was torn by a kill, without losing or doubling a line', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'torn' });
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    await lab.waitForExperiment(id);
    lab.resume({ experimentId: id });
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(1);
    const [align] = lab.listStages(id);
    expect(align?.attempt).toBe(2);
    expect(lab.listLogs(align?.key ?? '').filter((log) => log.level === 'warning')).toEqual([]);
  });

  it('kills a worker that ignores the cancel, after the deadline, and fails the stage', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'hang' }, { cancelDeadlineMs: 200 });
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const key = await running;
    const { pid } = JSON.parse(readFileSync(join(lab.getStage(key).folder, 'owner.json'), 'utf8'));
    await lab.cancel({ experimentId: id });
    expect(lab.getStage(key)).toMatchObject({ status: 'failed', error: { code: 'worker/killed' } });
    expect(readProcessStart(pid)).toBeNull();
  });

  it('calls a stage interrupted after the lab was killed -9, when its worker has stopped too', async () => {
    const project = makeProject();
    const child = await startLabProcess(project, { align: 'wait' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lab = await openScriptedLab(project, { align: 'wait' });
    const [align] = lab.listStages('last');
    expect(align).toMatchObject({ status: 'interrupted', error: { code: 'worker/interrupted' } });
    expect(lab.listRuns('last')).toMatchObject([{ status: 'interrupted' }]);
    lab.resume({ experimentId: 'last' });
    lab.start();
    expect((await lab.waitForExperiment('last')).runCounts.completed).toBe(1);
  });

  it('refuses a second lab process and names the one that has the folder', async () => {
    const project = makeProject();
    const child = await startLabProcess(project, { align: 'wait' });
    await expect(openScriptedLab(project)).rejects.toThrow(
      new RegExp(`is in use by another lab \\(process ${child.pid} on `),
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await openScriptedLab(project)).stop();
  });
});
