import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listSettingRows, renderSettingsMarkdown } from '../../src/cli/schema/settings-table.ts';
import { repository } from '../support/read-imports.ts';

describe('docs/settings.md', () => {
  it('has the table that the declarations give', () => {
    const page = readFileSync(join(repository, 'docs/settings.md'), 'utf8');
    const table = page.slice(page.indexOf('| setting |')).trimEnd();
    expect(table, 'run: npm run --silent lab -- schema --markdown, and put its output in place of the table').toBe(
      renderSettingsMarkdown(listSettingRows()),
    );
  });
});
