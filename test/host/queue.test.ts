import { describe, expect, it } from 'vitest';
import { makeProject, openScriptedLab, waitForStage } from '../lab/fixtures/project.ts';
import { collectNotices, openHost } from './fixtures/open-host.ts';

describe('queue', () => {
  it('lists what runs, what waits and what stopped, with stages, shares and what a person did to it', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' }, { slots: 1 });
    const { client } = openHost(lab);
    const running = waitForStage(lab, 'align', 'running');
    const { id } = await lab.submit(project.writeSpec({ vary: { seed: [1, 2], 'attack.p': [0, 0.1] } }));
    await running;
    const runIds = lab.listRuns(id).map((run) => run.runId);
    const [first = '', second = '', third = '', fourth = ''] = runIds;
    await client.queue.move({ runIds: [fourth], before: third });
    await client.queue.hold({ runIds: [third], isHeld: true });
    const queue = await client.queue.get();
    expect(queue).toMatchObject({ isPaused: false, slots: 1 });
    expect(queue.items.map((item) => item.runId)).toEqual([first, second, fourth, third]);
    expect(queue.items.map((item) => item.isHeld)).toEqual([false, false, false, true]);
    expect(queue.items[0]).toMatchObject({
      experimentId: id,
      experimentName: 'Small test',
      varied: { seed: 1, 'attack.p': 0 },
      status: 'running',
      stages: [
        { kind: 'align', status: 'running', fraction: 0.5, sharedWith: 1 },
        { kind: 'attack', status: 'queued', fraction: 0, sharedWith: 0 },
        { kind: 'evaluate', status: 'queued', fraction: 0, sharedWith: 0 },
      ],
    });
    await lab.cancel({ runId: fourth });
    expect((await client.queue.get()).items.map((item) => item.runId)).toEqual([first, second, third, fourth]);
    expect(await collectNotices(client, () => client.queue.pause({ isPaused: true }))).toContain('queue');
    expect((await client.queue.get()).isPaused).toBe(true);
    await lab.cancel({ experimentId: id });
  });

  it('has nothing left to do once everything is complete', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { client } = openHost(lab);
    const { id } = await lab.submit(project.writeSpec());
    await lab.waitForExperiment(id);
    expect(await client.queue.get()).toMatchObject({ items: [], remainingMs: 0 });
  });
});
