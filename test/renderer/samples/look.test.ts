import { describe, expect, it } from 'vitest';
import { readLook, writeLook } from '../../../src/renderer/features/samples/look.ts';

describe('what an address of the samples asks to look at', () => {
  it('comes back as it was written, with the runs that others are held against', () => {
    const look = {
      filter: 'worse',
      step: 300,
      judge: 'moderation#3fa9c1',
      judges: null,
      against: ['one-01', 'one-02'],
    } as const;
    const { runs, ...search } = writeLook(['one-01', 'one-02', 'one-03', 'one-04'], look);
    expect(runs).toBe('one-01,-02,-03,-04');
    expect(search).toEqual({ filter: 'worse', step: 300, judge: 'moderation#3fa9c1', against: 'one-01,-02' });
    expect(readLook(search)).toEqual(look);
    const differing = writeLook(['one-01'], { filter: 'disagree', step: 0, judges: ['refusal', 'person'] });
    expect(readLook(differing)).toMatchObject({ filter: 'disagree', step: 0, judges: ['refusal', 'person'] });
  });

  it('is nothing where the address says nothing, and everything where it names no filter that there is', () => {
    expect(readLook({})).toBeNull();
    expect(readLook({ filter: 'all of them' })).toBeNull();
    expect(readLook({ filter: 'of old', step: 3 })).toMatchObject({ filter: 'all', step: 3, against: [] });
  });
});
