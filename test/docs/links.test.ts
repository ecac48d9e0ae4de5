import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../support/read-imports.ts';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...listPages('docs')];

describe('the documentation', () => {
  it.each(pages)('of %s links to files that are there', (page) => {
    const text = readFileSync(join(repository, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => !existsSync(join(repository, dirname(page), target)));
    expect(broken).toEqual([]);
  });

  it('has every page of docs in the table of the README', () => {
    const readme = readFileSync(join(repository, 'README.md'), 'utf8');
    const missing = listPages('docs').filter((page) => !page.startsWith('docs/decisions/') && !readme.includes(page));
    expect(missing).toEqual([]);
  });
});

function listPages(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}
