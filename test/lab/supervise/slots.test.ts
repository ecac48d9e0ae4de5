import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listGpus, planSlots } from '../../../src/lab/supervise/slots.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';

describe('the slots', () => {
  it('are one per core without a GPU, and share the cores', () => {
    const slots = planSlots({ cores: 4, gpus: [] });
    expect(slots.map((slot) => slot.environment['OMP_NUM_THREADS'])).toEqual(['1', '1', '1', '1']);
    expect(slots[0]?.environment).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
  });

  it('are one per GPU, each with a GPU of its own', () => {
    const slots = planSlots({ cores: 16, gpus: ['GPU-a', 'GPU-b'] });
    expect(slots.map((slot) => slot.environment)).toMatchObject([
      { CUDA_VISIBLE_DEVICES: 'GPU-a', OMP_NUM_THREADS: '8' },
      { CUDA_VISIBLE_DEVICES: 'GPU-b', OMP_NUM_THREADS: '8' },
    ]);
  });

  it('leave a single GPU unnamed and share GPUs evenly when more are asked for', () => {
    expect(planSlots({ cores: 2, gpus: ['GPU-a'] })[0]?.environment).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
    const slots = planSlots({ asked: 4, cores: 2, gpus: ['0', '1'] });
    expect(slots.map((slot) => slot.environment['CUDA_VISIBLE_DEVICES'])).toEqual(['0', '1', '0', '1']);
    expect(slots[0]?.environment['OMP_NUM_THREADS']).toBe('1');
  });

  it.each([0, 1.5, -1])('are refused in a number of %s', (asked) => {
    expect(() => planSlots({ asked, cores: 2, gpus: [] })).toThrow('expected a whole number of at least 1');
  });
});

describe('the list of GPUs', () => {
  it.each([
    ['0,1', ['0', '1']],
    [' GPU-a , GPU-b', ['GPU-a', 'GPU-b']],
    ['1,-1,0', ['1']],
    ['-1', []],
    ['', []],
  ])('is what CUDA_VISIBLE_DEVICES="%s" leaves visible', (visible, expected) => {
    expect(listGpus({ CUDA_VISIBLE_DEVICES: visible })).toEqual(expected);
  });

  it('is empty where nvidia-smi is missing or fails', () => {
    const folder = makeTemporaryFolder();
    expect(listGpus({ PATH: folder })).toEqual([]);
    const program = join(folder, 'nvidia-smi');
    writeFileSync(program, '#!/bin/sh\necho No devices were found\nexit 6\n');
    chmodSync(program, 0o755);
    expect(listGpus({ PATH: `${folder}${delimiter}/usr/bin` })).toEqual([]);
  });
});
