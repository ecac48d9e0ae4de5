import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../support/read-imports.ts';

it('docs/adding-a-defence.md quotes the whole file of its example', () => {
  const read = (path: string) => readFileSync(join(repository, path), 'utf8');
  expect(read('docs/adding-a-defence.md')).toContain(read('src/shared/methods/random-vaccine.ts').trimEnd());
});
