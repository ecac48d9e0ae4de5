import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../support/read-imports.ts';
import { runCli } from './support/run-cli.ts';

const preset = join(repository, 'resources/presets/sample.json');

describe('overlap', () => {
  it('counts shared and repeated prompts and shows their rows, the texts only when asked to', async () => {
    const plain = await runCli(['overlap', preset]);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toMatch(/alignment harmful \(as meant\) +277 /);
    expect(plain.stdout).not.toContain('what is the recipe');
    const json = await runCli(['overlap', preset, '--threshold', '1', '--show-text', '--json']);
    const [report] = json.lines();
    expect(report).toMatchObject({ kind: 'overlap', threshold: 1, problems: [] });
    expect(json.stdout).toContain('what is the recipe');
  });

  it('refuses a threshold that would call everything near', async () => {
    const { code, stderr } = await runCli(['overlap', preset, '--threshold', '0.1']);
    expect(code).toBe(2);
    expect(stderr).toContain('Expected a number from 0.5 to 1, found 0.1.');
  });
});
