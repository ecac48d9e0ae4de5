import { beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from './processes/run-process.ts';

interface Growth {
  readonly tensors: number;
  readonly tensorBytes: number;
  readonly rssMb: number;
}

/** What garbage collection leaves to chance; a leak of one batch or gradient per call would be far above. */
const noiseMb = 48;

describe('memory does not grow', () => {
  let report: Record<'calls' | 'readsAndWrites' | 'failures' | 'loads' | 'failedRecordings', Growth> & {
    savedModels: number;
  };
  beforeAll(() => {
    report = JSON.parse(runProcess('watch-memory.ts', { nodeArgs: ['--expose-gc'] }));
  });

  it.each([
    ['1,000 training steps', 'calls'],
    ['200 times reading and writing all weights', 'readsAndWrites'],
    ['1,000 calls that fail', 'failures'],
    ['200 programs recorded, loaded and disposed', 'loads'],
    ['200 recordings that fail', 'failedRecordings'],
  ] as const)('over %s', (_, part) => {
    expect(report[part]).toMatchObject({ tensors: 0, tensorBytes: 0 });
    expect(report[part].rssMb).toBeLessThan(noiseMb);
  });

  it('in the number of loaded graphs', () => {
    expect(report.savedModels).toBe(0);
  });
});
