import { describe, expect, it } from 'vitest';
import { createNoticeHub } from '../../src/host/notices.ts';
import type { Notice } from '../../src/shared/contract/notices.ts';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { openHost } from './fixtures/open-host.ts';

const progress = (fraction: number, key = 'a'): Notice => ({
  kind: 'progress',
  key,
  progress: { phase: 'training', done: fraction, total: 1, fraction, remainingMs: null },
});

describe('a bug while stages are followed', () => {
  it('is reported, shown in every window, and ends the work through the queue', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { client, bugs } = openHost(lab);
    const bug = new Error('A listener broke.');
    lab.subscribe((event) => {
      if (event.kind === 'stage.moved' && event.status === 'completed') throw bug;
    });
    const { id } = await lab.submit(project.writeSpec());
    const sentence =
      'The lab has run into a bug and starts nothing new: A listener broke. Start Booster Lab again, and please report it.';
    await expect(lab.waitForExperiment(id)).rejects.toThrow(bug);
    expect(bugs).toEqual([bug]);
    expect((await client.system.hello()).warnings).toEqual([sentence]);
    expect(lab.listStages(id).map(({ status }) => status)).toEqual(['completed', 'queued', 'queued']);
  });
});

describe('the notice hub', () => {
  it('greets at once, then hands over only the last notice of each kind and subject, in the order of the last', async () => {
    const hub = createNoticeHub();
    const ended = new AbortController();
    const batches = hub.subscribe(ended.signal);
    expect((await batches.next()).value).toEqual([]);
    for (let step = 0; step < 10_000; step += 1) hub.post(progress(step / 10_000));
    hub.post({ kind: 'runs' });
    hub.post(progress(0.5, 'b'));
    hub.post({ kind: 'runs' });
    expect((await batches.next()).value).toEqual([progress(0.9999), progress(0.5, 'b'), { kind: 'runs' }]);
    ended.abort();
    expect((await batches.next()).done).toBe(true);
  });

  it('says that it is alive while nothing happens', async () => {
    const hub = createNoticeHub();
    const ended = new AbortController();
    const batches = hub.subscribe(ended.signal);
    await batches.next();
    const startMs = performance.now();
    expect((await batches.next()).value).toEqual([]);
    expect(performance.now() - startMs).toBeGreaterThan(1500);
    ended.abort();
    await batches.return();
  });

  it('forgets who has stopped listening, and gives every listener its own batch', async () => {
    const hub = createNoticeHub();
    const ended = new AbortController();
    const first = hub.subscribe(ended.signal);
    const second = hub.subscribe(ended.signal);
    await first.next();
    await second.next();
    await first.return();
    hub.post({ kind: 'queue' });
    expect((await second.next()).value).toEqual([{ kind: 'queue' }]);
    ended.abort();
    await second.return();
  });
});
