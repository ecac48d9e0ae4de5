import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runWorkerJob } from '../../src/lab/index.ts';
import { createUtilityLauncher } from '../../src/main/launch-utility.ts';
import { describeEnd } from '../../src/main/utility-end.ts';
import { makeProject, openScriptedLab, waitForStage } from '../lab/fixtures/project.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { repository } from '../support/read-imports.ts';
import { FakeUtilityProcess } from './fake-electron/utility-process.ts';

vi.mock('electron', () => import('./fake-electron/index.ts'));

const launchWorker = createUtilityLauncher();

describe('workers in utility processes', () => {
  it('run the stages of an experiment, each under its own name', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, {}, { launchWorker });
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(1);
    const names = FakeUtilityProcess.all.map((child) => child.options.serviceName);
    expect(names).toEqual(['Booster Lab worker 1', 'Booster Lab worker 2', 'Booster Lab worker 3']);
    for (const stage of lab.listStages(id)) expect(existsSync(join(stage.folder, 'owner.json'))).toBe(false);
  });

  it('leave what they print in the log of their stage, and its end in the error', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'crash' }, { launchWorker });
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    await lab.waitForExperiment(id);
    const [align] = lab.listStages(id);
    expect(align?.error?.message).toMatch(/ended with exit code 7 .*the heap is on fire/s);
    expect(readFileSync(join(align?.folder ?? '', 'worker.log'), 'utf8')).toBe('the heap is on fire\n');
  });

  it('are known by their process id, cancelled by a message, and killed when they do not listen', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' }, { launchWorker });
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const stage = lab.getStage(await running);
    const { pid } = JSON.parse(readFileSync(join(stage.folder, 'owner.json'), 'utf8')) as { pid: number }; // the lab's own file
    expect(FakeUtilityProcess.all.at(-1)?.pid).toBe(pid);
    await lab.cancel({ experimentId: id });
    expect(lab.getStage(stage.key)).toMatchObject({ status: 'cancelled', error: null });
  });

  it('are killed when they do not stop in time', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'hang' }, { launchWorker, cancelDeadlineMs: 100 });
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const key = await running;
    await lab.cancel({ experimentId: id });
    expect(lab.getStage(key)).toMatchObject({ status: 'failed', error: { code: 'worker/killed' } });
  });

  it('count as interrupted when something else kills them', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' }, { launchWorker });
    await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    const interrupted = waitForStage(lab, 'align', 'interrupted');
    lab.start();
    await running;
    process.kill(FakeUtilityProcess.all.at(-1)?.pid ?? 0, 'SIGKILL');
    expect(lab.getStage(await interrupted).error?.message).toMatch(/SIGKILL.*Resume goes on/s);
  });

  it('hand over the last message of a job before they end', { timeout: 60_000 }, async () => {
    const folder = makeTemporaryFolder();
    const options = { onEvent: () => undefined, signal: new AbortController().signal, launchWorker };
    const out = join(folder, 'report.json');
    const path = join(repository, 'resources', 'sample', 'model');
    await runWorkerJob({ kind: 'job', job: { kind: 'inspect-model', path, out } }, options);
    expect(existsSync(out)).toBe(true);
    const missing = join(folder, 'none', 'report.json');
    await expect(
      runWorkerJob({ kind: 'job', job: { kind: 'inspect-model', path, out: missing } }, options),
    ).rejects.toThrow(/none/);
  });

  it('get nothing of the environment that is meant for the desktop itself', async () => {
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
    vi.stubEnv('NODE_OPTIONS', '--no-warnings');
    const project = makeProject();
    const lab = await openScriptedLab(project, {}, { launchWorker });
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    await lab.waitForExperiment(id);
    vi.unstubAllEnvs();
    const names = Object.keys(FakeUtilityProcess.all.at(-1)?.options.env ?? {});
    expect(names.filter((name) => /^ELECTRON_|NODE_OPTIONS/.test(name))).toEqual([]);
    expect(names).toContain('OMP_NUM_THREADS');
  });
});

describe.skipIf(process.platform === 'win32')('the end of a utility process', () => {
  const plain = { code: null, signal: null, spawnError: null, reason: null };

  it.each([
    [7, 'abnormal-exit', null, { ...plain, code: 7 }],
    [0, 'clean-exit', null, { ...plain, code: 0 }],
    [9, 'killed', null, { ...plain, signal: 'SIGKILL' }],
    [11, 'crashed', null, { ...plain, signal: 'SIGSEGV' }],
    // With a core dump.
    [139, 'crashed', null, { ...plain, signal: 'SIGSEGV' }],
    [1, 'oom', null, { ...plain, code: 1, reason: 'ran out of memory' }],
    [6, 'crashed', 'v8::FatalProcessOutOfMemory', { ...plain, code: 6, reason: 'ran out of memory' }],
    [6, 'crashed', 'v8::ToLocalChecked', { ...plain, code: 6, reason: 'crashed in v8::ToLocalChecked' }],
    // As Electron reports some crashes at first.
    [0, 'crashed', null, { ...plain, signal: 'SIGSEGV' }],
    [9, 'memory-eviction', null, { ...plain, signal: 'SIGKILL' }],
    [null, 'launch-failed', null, { ...plain, spawnError: 'the system refused it with code 0' }],
  ] as const)('with code %s, called %s, error %s', (code, reason, fatalError, expected) => {
    expect(describeEnd(code, { reason, exitCode: code || (reason === 'crashed' ? 11 : 0) }, fatalError)).toEqual(
      expected,
    );
  });

  it('is a kill by its code where the system says nothing more', () => {
    expect(describeEnd(9, null, null)).toEqual({ ...plain, signal: 'SIGKILL' });
    expect(describeEnd(3, null, null)).toEqual({ ...plain, code: 3 });
  });
});
