import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Activity, watchActivity } from '../../src/main/activity.ts';
import { describeEnd, notifyEnds } from '../../src/main/notifications.ts';
import { guardQuit } from '../../src/main/quit.ts';
import { keepAwake, showProgress } from '../../src/main/show-activity.ts';
import { createTray, describeActivity } from '../../src/main/tray.ts';
import type { Lab } from '../../src/lab/index.ts';
import { makeProject, openScriptedLab, waitForStage } from '../lab/fixtures/project.ts';
import { app, BrowserWindow, powerMonitor } from './fake-electron/index.ts';
import { shown } from './fake-electron/shell.ts';
import { openMainWindow, openTestLog, waitUntil } from './fixtures/desktop.ts';

vi.mock('electron', () => import('./fake-electron/index.ts'));

/** A lab with one experiment whose first stage waits until it is stopped, and a desktop around it. */
async function startWaiting() {
  const project = makeProject();
  const lab = await openScriptedLab(project, { align: 'wait' });
  const { window, watch, current } = openDesktop(lab);
  const { id } = await lab.submit(project.writeSpec());
  const running = waitForStage(lab, 'align', 'running');
  lab.start();
  const key = await running;
  await waitUntil(() => watch.current().runningCount === 1);
  return { lab, id, key, window, watch, current };
}

function openDesktop(lab: Lab) {
  app.removeAllListeners('before-quit');
  app.removeAllListeners('window-all-closed');
  powerMonitor.removeAllListeners();
  app.hasQuit = false;
  shown.boxes.length = 0;
  shown.notifications.length = 0;
  shown.answers.length = 0;
  const watch = watchActivity(lab);
  const signals = { INT: process.listeners('SIGINT'), TERM: process.listeners('SIGTERM') };
  onTestFinished(() => {
    watch.close();
    for (const listener of process.listeners('SIGINT').slice(signals.INT.length)) process.off('SIGINT', listener);
    for (const listener of process.listeners('SIGTERM').slice(signals.TERM.length)) process.off('SIGTERM', listener);
  });
  let isStopped = false;
  const created: BrowserWindow[] = [];
  const { window, current } = openMainWindow((made) => created.push(made));
  const onStop = () => {
    isStopped = true;
    watch.close();
  };
  const guard = guardQuit({ lab, window, log: openTestLog(), onStop });
  for (const made of created) guard.guardWindow(made as never);
  notifyEnds(lab, window);
  return { window, watch, current, hasStopped: () => isStopped };
}

describe('while a stage runs', () => {
  it('the machine stays awake, and taskbar and tray show how far the queue is', { timeout: 30_000 }, async () => {
    const { lab, id, key, window, watch, current } = await startWaiting();
    const release = keepAwake(watch);
    onTestFinished(release);
    showProgress(watch, window);
    const tray = createTray({ iconPath: '', watch, window }) as unknown as { toolTip: string };
    expect(shown.blockers.size).toBe(1);
    expect(watch.current().runningCount).toBe(1);
    const fraction = watch.current().fraction ?? 0;
    // Half of the first of three stages.
    expect(fraction).toBeCloseTo(1 / 6);
    expect(current.progress.at(-1)).toBeCloseTo(1 / 6);
    expect(tray.toolTip).toBe('Booster Lab: 1 stage runs, 16% of the queue is done');
    await lab.cancel({ experimentId: id });
    expect(lab.getStage(key).status).toBe('cancelled');
    await waitUntil(() => watch.current().runningCount === 0);
    expect(shown.blockers.size).toBe(0);
    expect(current.progress.at(-1)).toBe(-1);
    expect(tray.toolTip).toBe('Booster Lab: nothing runs');
    // Whoever has cancelled it knows.
    expect(shown.notifications).toEqual([]);
  });

  it('closing the window hides it and says where it is; showing it brings it back', async () => {
    const { window, current, lab } = await startWaiting();
    current.close();
    expect([current.isGone, current.isShown]).toEqual([false, false]);
    expect(shown.notifications.map((told) => told.options.title)).toEqual(['Runs go on in the background']);
    window.show();
    expect(current.isShown).toBe(true);
    current.close();
    expect(shown.notifications).toHaveLength(1);
    await lab.stop({ deadlineMs: 1000 });
  });

  it.each([
    ['Cancel', 2, true],
    ['Keep running in background', 1, false],
  ])('quitting asks, and "%s" leaves everything running', async (_label, answer, isShown) => {
    const { lab, key, current } = await startWaiting();
    shown.answers.push(answer);
    app.quit();
    await waitUntil(() => shown.boxes.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(shown.boxes[0]).toMatchObject({ message: 'A stage is still running.' });
    expect([app.hasQuit, lab.getStage(key).status, current.isShown]).toEqual([false, 'running', isShown]);
  });

  it('"Stop and quit" stops it so that it can go on later', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' });
    const { watch, hasStopped } = openDesktop(lab);
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const key = await running;
    await waitUntil(() => watch.current().runningCount === 1);
    app.quit();
    // A second quit while it stops changes nothing.
    app.quit();
    await waitUntil(() => app.hasQuit);
    expect(hasStopped()).toBe(true);
    expect(shown.boxes).toHaveLength(1);
    const later = await openScriptedLab(project, { align: 'wait' });
    expect(later.getStage(key).status).toBe('interrupted');
    later.resume({ experimentId: id });
    later.start();
    expect((await later.waitForExperiment(id)).runCounts.completed).toBe(1);
  });

  it('a shutdown of the system is not asked about', async () => {
    const { lab } = await startWaiting();
    let isDelayed = false;
    powerMonitor.emit('shutdown', { preventDefault: () => (isDelayed = true) });
    await waitUntil(() => app.hasQuit);
    expect(isDelayed).toBe(true);
    expect(shown.boxes).toEqual([]);
    expect(() => lab.start()).toThrow('The lab has been stopped');
  });
});

describe('while nothing runs', () => {
  it('quitting asks nothing, and closing the window quits', async () => {
    const lab = await openScriptedLab(makeProject());
    const { current } = openDesktop(lab);
    BrowserWindow.all.splice(0, BrowserWindow.all.length, current);
    current.close();
    expect(current.isGone).toBe(true);
    if (process.platform === 'darwin') app.quit();
    await waitUntil(() => app.hasQuit);
    expect(shown.boxes).toEqual([]);
  });
});

describe('the end of an experiment', () => {
  it('is told, and a click leads to the runs', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { current } = openDesktop(lab);
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    await lab.waitForExperiment(id);
    await waitUntil(() => shown.notifications.length > 0);
    expect(shown.notifications.map((told) => told.options)).toEqual([
      { title: 'Small test has ended', body: 'Its run is complete.' },
    ]);
    shown.notifications[0]?.emit('click');
    expect(current.webContents.sent.at(-1)).toContain('runs');
  });

  it('is not told to someone who is looking', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { current } = openDesktop(lab);
    BrowserWindow.focused = current;
    onTestFinished(() => {
      BrowserWindow.focused = null;
    });
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    await lab.waitForExperiment(id);
    expect(shown.notifications).toEqual([]);
  });

  it('counts what failed', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { attack: 'fail' });
    openDesktop(lab);
    const { id } = await lab.submit(project.writeSpec());
    lab.start();
    await lab.waitForExperiment(id);
    await waitUntil(() => shown.notifications.length > 0);
    expect(shown.notifications.at(-1)?.options.body).toBe('0 of 1 runs are complete, 1 failed.');
  });

  it('is described in words', () => {
    const counts = { queued: 0, starting: 0, running: 0, stopping: 0, completed: 0, failed: 0, cancelled: 0 };
    const words = (runCount: number, some: Partial<typeof counts>) =>
      describeEnd({ runCount, runCounts: { ...counts, interrupted: 0, ...some } });
    expect(words(4, { completed: 4 })).toBe('All 4 runs are complete.');
    expect(words(4, { completed: 1, failed: 3 })).toBe('1 of 4 runs are complete, 3 failed.');
    expect(words(4, { completed: 1, failed: 1, cancelled: 2 })).toBe('1 of 4 runs failed.');
    expect(words(4, { cancelled: 4 })).toBeNull();
    const activity: Activity = { runningCount: 2, fraction: 0.999 };
    expect(describeActivity(activity)).toBe('2 stages run, 99% of the queue is done');
  });
});
