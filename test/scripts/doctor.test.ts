import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TemporaryClone } from '../support/temporary-clone.ts';
import { createTemporaryClone, listCache, removeTemporaryClone, run } from '../support/temporary-clone.ts';

let clone: TemporaryClone;
beforeEach(() => {
  clone = createTemporaryClone();
});
afterEach(() => removeTemporaryClone(clone));

describe('doctor', () => {
  it('names what is missing and how to get it, ends with 1 and changes nothing', async () => {
    const { code, stdout, stderr } = await run(clone, ['scripts/doctor.mjs']);
    expect({ code, stderr, cache: listCache(clone) }).toEqual({ code: 1, stderr: '', cache: [] });
    expect(stdout).toMatch(/^npm packages +ok +as in package-lock\.json$/m);
    expect(stdout).toMatch(
      /^TensorFlow library \((CPU|CUDA)\) +MISSING +not in the cache\n +-> npm run setup fetches it$/m,
    );
    expect(stdout).toMatch(/^Python with pip +MISSING +not found\n +-> No Python 3 was found on PATH/m);
    expect(stdout).toMatch(/\nA training run cannot start yet: npm run setup fetches what is missing/);
  });

  it('says the same as JSON', async () => {
    const { code, stdout } = await run(clone, ['scripts/doctor.mjs', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      canTrain: false,
      cacheFolder: clone.cacheFolder,
      checks: expect.arrayContaining([{ name: 'npm packages', state: 'ok', found: 'as in package-lock.json' }]),
    });
  });

  it('refuses words that it does not know', async () => {
    const { code, stderr } = await run(clone, ['scripts/doctor.mjs', '--fix']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'doctor knows --json, --gpu and --cpu, but not --fix.\n' });
  });
});
