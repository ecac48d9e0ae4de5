import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  compileCacheFolder,
  prepareCacheFolder,
  trimFolder,
  withCacheFlags,
} from '../../../src/engine/runtime/compile-cache.ts';
import { runProcess } from './processes/run-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'compile-cache-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('the compile cache', () => {
  it('spares a second process the compiling, survives a cut-off file, and changes no number', () => {
    const train = (): string => runProcess('train-and-hash.ts', { args: [folder], env: { TF_XLA_FLAGS: '' } });
    const first = train();
    const [file, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    const written = statSync(path.join(folder, file));

    expect(train()).toBe(first);
    expect(readdirSync(folder)).toEqual([file]);
    expect(statSync(path.join(folder, file)).mtimeMs).toBe(written.mtimeMs);

    truncateSync(path.join(folder, file), 1000);
    expect(train()).toBe(first);
    expect(statSync(path.join(folder, file)).size).toBe(written.size);
  });

  it('leaves flags that the user set as they are', () => {
    expect(withCacheFlags('/c', undefined)).toBe(
      '--tf_xla_persistent_cache_directory=/c --tf_xla_persistent_cache_prefix=booster',
    );
    expect(withCacheFlags('/c', '--tf_xla_clustering_debug')).toBe(
      '--tf_xla_persistent_cache_directory=/c --tf_xla_persistent_cache_prefix=booster --tf_xla_clustering_debug',
    );
    expect(withCacheFlags('/c', '--tf_xla_persistent_cache_directory=/own')).toBe(
      '--tf_xla_persistent_cache_directory=/own',
    );
    expect(withCacheFlags('/c', '/home/user/flags')).toBe('/home/user/flags');
  });

  it('has a folder for each set of compiler flags, the same before and after TensorFlow is loaded', () => {
    vi.stubEnv('BOOSTER_LAB_CACHE', folder);
    vi.stubEnv('XLA_FLAGS', '');
    vi.stubEnv('TF_XLA_FLAGS', '');
    const plain = compileCacheFolder();
    expect(path.relative(folder, plain)).toMatch(/^xla[\\/][0-9a-f]{16}$/);
    expect(statSync(plain).isDirectory()).toBe(true);
    vi.stubEnv('TF_XLA_FLAGS', withCacheFlags(plain, ''));
    expect(compileCacheFolder()).toBe(plain);
    vi.stubEnv('XLA_FLAGS', '--xla_cpu_enable_fast_math=true');
    expect(compileCacheFolder()).not.toBe(plain);
  });

  it('deletes what was written longest ago when it grows too large', () => {
    for (const [index, name] of ['middle', 'old', 'new'].entries()) {
      const file = path.join(folder, name);
      writeFileSync(file, Buffer.alloc(400));
      const writtenAt = [200, 100, 300][index];
      utimesSync(file, writtenAt, writtenAt);
    }
    trimFolder(folder, 800);
    expect(readdirSync(folder).sort()).toEqual(['middle', 'new']);
  });

  it('deletes entries that are empty, cut off or no messages, and nothing else', () => {
    // Field 1 with two bytes, field 3 with 200: as TensorFlow's entries are built.
    const whole = Buffer.concat([Buffer.from([0x0a, 2, 1, 1, 0x1a, 200, 1]), Buffer.alloc(200)]);
    const files = {
      'whole.pb': whole,
      'cut.pb': whole.subarray(0, 100),
      'longer.pb': Buffer.concat([whole, whole.subarray(0, 1)]),
      'empty.pb': Buffer.alloc(0),
      'text.pb': Buffer.from('hello'),
      'partial.pb.tmp': whole.subarray(0, 9),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    prepareCacheFolder(folder);
    expect(readdirSync(folder).sort()).toEqual(['partial.pb.tmp', 'whole.pb']);
    expect(readFileSync(path.join(folder, 'whole.pb'))).toEqual(whole);
  });
});
