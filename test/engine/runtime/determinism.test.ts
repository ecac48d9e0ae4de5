import { describe, expect, it } from 'vitest';
import { runProcess } from './processes/run-process.ts';

describe('a training in another process', () => {
  it.each(['1', '2'])('gives the same bits with %s threads', (threads) => {
    const train = (): string => runProcess('train-and-hash.ts', { env: { TF_NUM_INTRAOP_THREADS: threads } });
    const first = train();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(train()).toBe(first);
  });
});
