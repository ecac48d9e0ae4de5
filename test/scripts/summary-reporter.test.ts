import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repository } from '../support/read-imports.ts';
import type { TemporaryClone } from '../support/temporary-clone.ts';
import { createTemporaryClone, removeTemporaryClone, run } from '../support/temporary-clone.ts';

let clone: TemporaryClone;
beforeEach(() => {
  clone = createTemporaryClone();
  mkdirSync(join(clone.folder, 'test'), { recursive: true });
  const files = [
    'vitest.config.ts',
    'test/support/summary-reporter.ts',
    'test/support/browser/global-setup.ts',
    'scripts/browser/find-browser.ts',
    'src/lab/print/installed-browsers.ts',
  ];
  for (const file of files) cpSync(join(repository, file), join(clone.folder, file));
});
afterEach(() => removeTemporaryClone(clone));

const head = "import { beforeAll, it } from 'vitest';\n";

describe('the last line of a test run', () => {
  it.each([
    ['all tests pass', "it('a', () => {}); it('b', () => {});", '2 passed, 0 failed', 0],
    ['a test fails', "it('a', () => {}); it('b', () => { throw new Error('no'); });", '1 passed, 1 failed', 1],
    ['a test is skipped', "it('a', () => {}); it.skip('b', () => {});", '1 passed, 0 failed, 1 skipped', 0],
    ['the file does not load', "throw new Error('no');", '0 passed, 1 failed', 1],
    [
      'a hook fails',
      "beforeAll(() => { throw new Error('no'); }); it('a', () => {});",
      '0 passed, 1 failed, 1 skipped',
      1,
    ],
    [
      'an error comes from no test',
      "it('a', () => { void Promise.reject(new Error('no')); });",
      '1 passed, 1 failed',
      1,
    ],
  ])('counts when %s', async (_situation, body, line, exitCode) => {
    writeFileSync(join(clone.folder, 'test', 'a.test.ts'), head + body);
    const { code, stdout } = await run(clone, [join('node_modules', 'vitest', 'vitest.mjs'), 'run']);
    expect({ line: stdout.trimEnd().split('\n').at(-1), code }).toEqual({ line, code: exitCode });
  });

  it('counts a set-up that fails before any test', async () => {
    writeFileSync(join(clone.folder, 'test', 'a.test.ts'), `${head}it('a', () => {});`);
    writeFileSync(
      join(clone.folder, 'test', 'support', 'browser', 'global-setup.ts'),
      "export function setup() { throw new Error('no browser'); }",
    );
    const { code, stdout } = await run(clone, [join('node_modules', 'vitest', 'vitest.mjs'), 'run']);
    expect({ line: stdout.trimEnd().split('\n').at(-1), code }).toEqual({ line: '0 passed, 1 failed', code: 1 });
  });
});
