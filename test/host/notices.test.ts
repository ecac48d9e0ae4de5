import { describe, expect, it } from 'vitest';
import { createNoticeHub } from '../../src/host/notices.ts';
import type { Notice } from '../../src/shared/contract/notices.ts';

const progress = (fraction: number, key = 'a'): Notice => ({
  kind: 'progress',
  key,
  progress: { phase: 'training', done: fraction, total: 1, fraction, remainingMs: null },
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
