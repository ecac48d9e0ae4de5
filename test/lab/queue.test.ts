import { describe, expect, it } from 'vitest';
import { type Lab, type LabEvent, openLab, rebuildLab } from '../../src/lab/index.ts';
import { listExecuted, makeProject, openScriptedLab, type Project, waitForStage } from './fixtures/project.ts';

/** Three runs that share nothing, so that the order of their alignments is the order of the queue. */
async function submitThree(project: Project, lab: Lab): Promise<{ id: string; runIds: string[] }> {
  const { id } = await lab.submit(project.writeSpec({ vary: { seed: [1, 2, 3] } }));
  return { id, runIds: lab.listRuns(id).map((run) => run.runId) };
}

/** Which runs were aligned, in order, as places in the experiment. */
function listAligned(project: Project, lab: Lab, id: string): number[] {
  const keys = lab.listRuns(id).map((run) => run.stages.align);
  return listExecuted(project).flatMap((line) => {
    const [kind, key] = line.split(' ');
    return kind === 'align' ? [keys.indexOf(key ?? '')] : [];
  });
}

describe('queue', () => {
  it('runs what was moved to the front first, also after the index was rebuilt', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, {}, { slots: 1 });
    const { id, runIds } = await submitThree(project, lab);
    lab.moveRuns([runIds[2] ?? '', runIds[1] ?? ''], runIds[0] ?? '');
    await lab.stop();
    await rebuildLab(project.dataFolder);
    const again = await openScriptedLab(project, {}, { slots: 1 });
    again.start();
    await again.waitForExperiment(id);
    expect(listAligned(project, again, id)).toEqual([2, 1, 0]);
  });

  it('puts new runs at the end of what was put in order', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, {}, { slots: 1 });
    const { id, runIds } = await submitThree(project, lab);
    lab.moveRuns([runIds[0] ?? ''], null);
    const later = await lab.submit(project.writeSpec({ name: 'Later', vary: { seed: [9] } }));
    lab.start();
    await Promise.all([lab.waitForExperiment(id), lab.waitForExperiment(later.id)]);
    expect(listAligned(project, lab, id)).toEqual([1, 2, 0, -1]);
  });

  it('passes over held runs until they are let go, and says when a person has to act', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, {}, { slots: 1 });
    const { id, runIds } = await submitThree(project, lab);
    const events: LabEvent[] = [];
    lab.subscribe((event) => events.push(event));
    lab.holdRuns(runIds.slice(0, 2), true);
    expect(events).toEqual([{ kind: 'queue.changed' }]);
    lab.start();
    expect((await lab.waitForExperiment(id)).runCounts).toMatchObject({ completed: 1, queued: 2 });
    lab.holdRuns(runIds, false);
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(3);
    expect(listAligned(project, lab, id)).toEqual([2, 0, 1]);
  });

  it('starts nothing new while paused, lets what runs go on, and stays paused over a restart', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, {}, { slots: 1 });
    const { id } = await submitThree(project, lab);
    const completed = waitForStage(lab, 'align', 'completed');
    lab.start();
    lab.pauseQueue(true);
    await completed;
    expect(lab.listStages(id).map((stage) => stage.status)).toEqual(['completed', ...Array(8).fill('queued')]);
    await lab.stop();
    const again = await openScriptedLab(project);
    again.start();
    expect((await again.waitForExperiment(id)).runCounts.queued).toBe(3);
    again.pauseQueue(false);
    expect((await again.waitForExperiment(id)).runCounts.completed).toBe(3);
  });

  it('refuses runs that are not there, and a place that has left the queue', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, {}, { slots: 1 });
    const { id, runIds } = await submitThree(project, lab);
    lab.holdRuns(runIds.slice(1), true);
    lab.start();
    await lab.waitForExperiment(id);
    expect(() => lab.moveRuns([runIds[2] ?? ''], runIds[0] ?? '')).toThrow(/is no longer in the queue/);
    expect(() => lab.holdRuns(['nobody'], true)).toThrow('There is no run "nobody"');
    await lab.stop();
    await expect(openLab({ dataFolder: project.dataFolder, slots: 0 })).rejects.toThrow(/Slots/);
  });
});
