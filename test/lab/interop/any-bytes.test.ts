import fc from 'fast-check';
import { cpSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readResults } from '../../../src/lab/interop/import/index.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';

// Written by the programs themselves: test/reference/interop/make_fixtures.py.
const fixtures = join(import.meta.dirname, 'fixtures');

/** "read", or the code of the refusal. */
async function outcomeOf(folder: string): Promise<string> {
  try {
    await readResults(folder);
    return 'read';
  } catch (error) {
    if (error instanceof AppError && !/\n/.test(error.message)) return error.code;
    throw error;
  }
}

describe.each(['tensorboard', 'mlruns', 'tamperbench', 'reference'])('results of %s', (name) => {
  const files = readdirSync(join(fixtures, name), { recursive: true, encoding: 'utf8' }).filter((file) => {
    const stats = statSync(join(fixtures, name, file));
    return stats.isFile() && stats.size > 0;
  });
  const damage = fc.record({ file: fc.constantFrom(...files), at: fc.double({ min: 0, max: 0.999, noNaN: true }) });

  it('are read or refused with one sentence, whatever byte has changed and wherever a file was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(damage, fc.integer({ min: 0, max: 255 }), async ({ file, at }, by) => {
        const folder = makeTemporaryFolder();
        cpSync(join(fixtures, name), folder, { recursive: true });
        const path = join(folder, file);
        const bytes = readFileSync(path);
        const place = Math.floor(at * bytes.length);
        if (by === 0) truncateSync(path, place);
        else {
          bytes[place] = (bytes[place] ?? 0) ^ by;
          writeFileSync(path, bytes);
        }
        expect(await outcomeOf(folder)).toMatch(/^(?:read|interop\/[\w-]+|external\/[\w-]+|file\/[\w-]+)$/);
      }),
      { numRuns: 25 },
    );
  });
});
