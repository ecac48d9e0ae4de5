import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../support/read-imports.ts';

it('docs/adding-a-defence.md quotes the two files of its example whole', () => {
  const read = (path: string) => readFileSync(join(repository, path), 'utf8');
  for (const file of ['src/shared/methods/random-vaccine.ts', 'test/reference/methods/random_vaccine.py'])
    expect(read('docs/adding-a-defence.md')).toContain(read(file).trimEnd());
});
