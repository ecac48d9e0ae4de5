import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkMemory, getAvailableMemoryBytes } from '../../../src/engine/checkpoint/index.ts';
import { catchError, createFolder } from './safetensors-files.ts';

const gib = 2 ** 30;

/** A `/proc` and a `/sys/fs/cgroup` of our own. */
function writeSystem(files: Record<string, string>): [string, string] {
  const dir = createFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return [join(dir, 'proc'), join(dir, 'cgroup')];
}

const meminfo = 'MemTotal:       16777216 kB\nMemFree:         1048576 kB\nMemAvailable:    8388608 kB\n';

describe('checkMemory', () => {
  const parts = [
    { label: 'weights', bytes: 14 * gib },
    { label: 'optimizer', bytes: 1.5 * gib },
    { label: 'activations', bytes: 52_428_800 },
  ];

  it('lets pass what fits', () => {
    expect(() => checkMemory({ parts, availableBytes: 16 * gib })).not.toThrow();
  });

  it('refuses what does not fit and spells the sum out', () => {
    expect(catchError(() => checkMemory({ parts, availableBytes: 8 * gib }))).toMatchObject({
      code: 'model/too-large',
      message: expect.stringContaining(
        'needs 15.5 GiB of memory (weights 14.0 GiB + optimizer 1.5 GiB + activations 50.0 MiB), but 8.0 GiB is free',
      ),
    });
  });

  it('asks this machine when it is told nothing', () => {
    expect(catchError(() => checkMemory({ parts: [{ label: 'weights', bytes: 2 ** 60 }] }))).toMatchObject({
      code: 'model/too-large',
    });
    expect(() => checkMemory({ parts: [{ label: 'weights', bytes: 1 }] })).not.toThrow();
  });
});

describe('getAvailableMemoryBytes', () => {
  it('takes what the system calls available', () => {
    expect(getAvailableMemoryBytes(...writeSystem({ 'proc/meminfo': meminfo }))).toBe(8 * gib);
  });

  it('takes the lowest headroom of the control groups above the process, cached pages not counted as used', () => {
    const system = writeSystem({
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '0::/jobs/one\n',
      'cgroup/jobs/one/memory.max': 'max\n',
      'cgroup/jobs/one/memory.current': `${gib}\n`,
      'cgroup/jobs/memory.max': `${4 * gib}\n`,
      'cgroup/jobs/memory.current': `${3 * gib}\n`,
      'cgroup/jobs/memory.stat': `anon 5\ninactive_file ${gib / 2}\n`,
    });
    expect(getAvailableMemoryBytes(...system)).toBe(1.5 * gib);
  });

  it('knows the first version of control groups', () => {
    const system = writeSystem({
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '5:cpu:/other\n4:hugetlb,memory:/job\n',
      'cgroup/memory/job/memory.limit_in_bytes': `${2 * gib}\n`,
      'cgroup/memory/job/memory.usage_in_bytes': `${3 * gib}\n`,
    });
    expect(getAvailableMemoryBytes(...system)).toBe(0);
  });

  it('falls back to the free memory where the system has no such files', () => {
    expect(getAvailableMemoryBytes(...writeSystem({}))).toBeGreaterThan(0);
  });
});
