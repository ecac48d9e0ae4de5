import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Lab, type LabEvent, rebuildLab } from '../../src/lab/index.ts';
import { listExecuted, makeProject, openScriptedLab, type Project, waitForStage } from './fixtures/project.ts';

/** Two runs that share their alignment. */
async function submitTwo(project: Project, lab: Lab): Promise<{ id: string; first: string; second: string }> {
  const { id } = await lab.submit(project.writeSpec({ vary: { 'attack.p': [0, 0.1] } }));
  const [first = '', second = ''] = lab.listRuns(id).map((run) => run.runId);
  return { id, first, second };
}

describe('marks of runs', () => {
  it('change by parts, are told, and are in a rebuilt index too', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { first, second } = await submitTwo(project, lab);
    const events: LabEvent[] = [];
    lab.subscribe((event) => events.push(event));
    lab.markRuns([first, second], { addTags: ['pilot', ' rerun ', 'pilot'] });
    lab.markRuns([first], { removeTags: ['pilot'], notes: 'λ too high?', isStarred: true });
    lab.markRuns([second], { isTrashed: true, isArchived: true });
    const marks = () =>
      lab.getRunsTable().rows.map(({ tags, notes, isStarred, isArchived, trashedAtMs }) => ({
        tags,
        notes,
        isStarred,
        isArchived,
        isTrashed: trashedAtMs !== null,
      }));
    const expected = [
      { tags: ['rerun'], notes: 'λ too high?', isStarred: true, isArchived: false, isTrashed: false },
      { tags: ['pilot', 'rerun'], notes: '', isStarred: false, isArchived: true, isTrashed: true },
    ];
    expect(marks()).toEqual(expected);
    expect(events).toEqual([
      { kind: 'runs.changed' },
      { kind: 'runs.changed' },
      { kind: 'runs.changed' },
      { kind: 'queue.changed' },
    ]);
    const { rows } = lab.getRunsTable();
    await lab.stop();
    await rebuildLab(project.dataFolder);
    const again = await openScriptedLab(project);
    expect(again.getRunsTable().rows).toEqual(rows);
    again.markRuns([second], { isTrashed: false });
    expect(again.getRunsTable().rows[1]?.trashedAtMs).toBeNull();
  });

  it('survive that the same spec is submitted again', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { first } = await submitTwo(project, lab);
    lab.markRuns([first], { isStarred: true });
    await submitTwo(project, lab);
    expect(lab.getRunsTable().rows.map((row) => row.isStarred)).toEqual([true, false]);
  });

  it('keep a run in the trash from being started', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id, first } = await submitTwo(project, lab);
    lab.markRuns([first], { isTrashed: true });
    lab.start();
    expect((await lab.waitForExperiment(id)).runCounts).toMatchObject({ completed: 1, queued: 1 });
    lab.markRuns([first], { isTrashed: false });
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(2);
  });
});

describe('a file of marks that cannot be read', () => {
  it('is named when the lab is opened, and put beside the new one instead of being overwritten', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id, first } = await submitTwo(project, lab);
    lab.markRuns([first], { notes: 'Much work.' });
    await lab.stop();
    const folder = join(project.dataFolder, 'experiments', id);
    const broken = readFileSync(join(folder, 'marks.json'), 'utf8').replace('"version": 1', '"version": ');
    writeFileSync(join(folder, 'marks.json'), broken);
    const again = await openScriptedLab(project);
    expect(again.warnings).toEqual([expect.stringContaining('marks.json is not JSON')]);
    again.markRuns([first], { isStarred: true });
    const kept = readdirSync(folder).filter((name) => name.startsWith('marks.json.unreadable-'));
    expect(kept.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([broken]);
    expect(again.getRunsTable().rows[0]).toMatchObject({ notes: 'Much work.', isStarred: true });
  });
});

describe('purgeRuns', () => {
  it('deletes the stages that no other run needs, and keeps the shared ones', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { id, first, second } = await submitTwo(project, lab);
    lab.start();
    await lab.waitForExperiment(id);
    const [gone, kept] = lab.listRuns(id);
    const folders = (['align', 'attack', 'evaluate'] as const).map(
      (kind) => lab.getStage(gone?.stages[kind] ?? '').folder,
    );
    writeFileSync(join(folders[1] ?? '', 'weights'), Buffer.alloc(5000));
    lab.markRuns([first], { isTrashed: true });
    const { freedBytes } = await lab.purgeRuns([first]);
    expect(freedBytes).toBeGreaterThan(5000);
    expect(folders.map((folder) => existsSync(folder))).toEqual([true, false, false]);
    expect(lab.listRuns(id)).toMatchObject([{ runId: second, position: 0, stages: kept?.stages, status: 'completed' }]);
    expect(() => lab.getStage(gone?.stages.attack ?? '')).toThrow(/is no stage key/);
    const rows = lab.getRunsTable().rows;
    await lab.stop();
    await rebuildLab(project.dataFolder);
    const again = await openScriptedLab(project);
    expect(again.getRunsTable().rows).toEqual(rows);
    expect(again.warnings).toEqual([]);
    again.markRuns([second], { isTrashed: true });
    await again.purgeRuns([second]);
    expect(again.listExperiments()).toEqual([]);
    expect(existsSync(folders[0] ?? '')).toBe(false);
  });

  it('brings deleted runs back when their spec is submitted again', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    lab.start();
    const { id, first } = await submitTwo(project, lab);
    await lab.waitForExperiment(id);
    lab.markRuns([first], { isTrashed: true });
    await lab.purgeRuns([first]);
    await submitTwo(project, lab);
    expect((await lab.waitForExperiment(id)).runCounts.completed).toBe(2);
    expect(lab.getRunsTable().rows.map((row) => row.trashedAtMs)).toEqual([null, null]);
    expect(listExecuted(project)).toHaveLength(7);
  });

  it('takes no stage from an experiment that is submitted meanwhile', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    lab.start();
    const { id, first, second } = await submitTwo(project, lab);
    await lab.waitForExperiment(id);
    // Removing the first of the stages takes long enough for the other experiment to be planned.
    const align = lab.listRuns(id)[0]?.stages.align ?? '';
    const { folder } = lab.getStage(align);
    for (let index = 0; index < 3000; index += 1) writeFileSync(join(folder, `part-${index}`), 'x');
    expect(lab.listLogs(align)).toHaveLength(1);
    lab.markRuns([first, second], { isTrashed: true });
    const other = project.writeSpec({ name: 'Other', vary: { 'attack.p': [0, 0.1] } }, 'other.json');
    const purged = lab.purgeRuns([first, second]);
    await expect.poll(() => lab.listLogs(align), { interval: 1 }).toEqual([]);
    const { id: otherId } = await lab.submit(other);
    await purged;
    expect((await lab.waitForExperiment(otherId)).runCounts.completed).toBe(2);
    const keys = lab.listRuns(otherId).flatMap((run) => Object.values(run.stages));
    expect(keys.map((key) => existsSync(join(lab.getStage(key).folder, 'events.jsonl')))).toEqual(Array(6).fill(true));
    expect(lab.listExperiments().map((experiment) => experiment.id)).toEqual([otherId]);
  });

  it('is finished by the next start where the lab was killed in the middle', async () => {
    const project = makeProject();
    const left = join(project.dataFolder, 'deleted', 'some-stage', 'checkpoints');
    mkdirSync(left, { recursive: true });
    await openScriptedLab(project);
    expect(existsSync(join(project.dataFolder, 'deleted'))).toBe(false);
  });

  it('refuses runs outside the trash and runs that are at work, and deletes nothing then', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' });
    const { id, first, second } = await submitTwo(project, lab);
    lab.markRuns([first], { isTrashed: true });
    await expect(async () => lab.purgeRuns([first, second])).rejects.toThrow(/is not in the trash/);
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    await running;
    await expect(async () => lab.purgeRuns([first])).rejects.toThrow(/is running; cancel it before you delete it/);
    expect(lab.listRuns(id)).toHaveLength(2);
    await lab.cancel({ experimentId: id });
  });
});
