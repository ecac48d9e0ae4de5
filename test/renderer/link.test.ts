import { ORPCError } from '@orpc/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSafeLink, type RawLink, reviveError } from '../../src/renderer/rpc/link.ts';
import { AppError, CancelledError } from '../../src/shared/errors.ts';

const options = { context: {} };

afterEach(() => {
  vi.useRealTimers();
});

describe('the link over whatever connection there is', () => {
  it('gives a call up after its time limit with one sentence, even if the connection never answers', async () => {
    vi.useFakeTimers();
    const silent: RawLink = { call: () => new Promise(() => undefined) };
    const link = createSafeLink(() => Promise.resolve(silent));
    const outcome = link.call(['runs', 'table'], undefined, options).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await outcome).toMatchObject({ code: 'host/timeout', message: expect.stringContaining('runs.table') });
  });

  it('gives slow work more time', async () => {
    vi.useFakeTimers();
    const slow: RawLink = { call: () => new Promise((resolve) => setTimeout(() => resolve('done'), 100_000)) };
    const link = createSafeLink(() => Promise.resolve(slow));
    const outcome = link.call(['library', 'importDataset'], undefined, options);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(await outcome).toBe('done');
  });

  it('waits for a connection, and gives that up in time as well', async () => {
    vi.useFakeTimers();
    const link = createSafeLink(
      (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('off')))),
    );
    const outcome = link.call(['queue', 'get'], undefined, options).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await outcome).toMatchObject({ code: 'host/timeout' });
  });
});

describe('an error of the lab in the window', () => {
  it('has its own class, code and sentence again', () => {
    const data = { code: 'lab/no-run', message: 'There is no run "x".' };
    expect(reviveError(new ORPCError('APP_ERROR', { data }))).toMatchObject(data);
    expect(reviveError(new ORPCError('APP_ERROR', { data }))).toBeInstanceOf(AppError);
    const cancelled = { code: 'cancelled', message: 'Cancelled.' };
    expect(reviveError(new ORPCError('APP_ERROR', { data: cancelled }))).toBeInstanceOf(CancelledError);
  });

  it('says that a bug is a bug', () => {
    const bug = new ORPCError('INTERNAL_SERVER_ERROR', {
      message: 'x is undefined',
      data: { code: 'bug', message: '' },
    });
    expect(reviveError(bug)).toMatchObject({ code: 'host/bug', message: expect.stringContaining('x is undefined') });
  });

  it('is left alone when it is none of the lab', () => {
    const other = new TypeError('fetch failed');
    expect(reviveError(other)).toBe(other);
  });
});
