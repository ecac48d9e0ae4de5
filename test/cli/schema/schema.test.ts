import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildExperimentSchema } from '../../../src/cli/schema/experiment-schema.ts';
import { listSettingRows, renderSettingsMarkdown } from '../../../src/cli/schema/settings-table.ts';
import { listSettings } from '../../../src/shared/settings/setting.ts';
import { runSettingsSchema } from '../../../src/shared/spec/experiment.ts';
import { repository } from '../../support/read-imports.ts';
import { makeTinySpec } from '../support/make-spec.ts';
import { makeTemporaryFolder, runCli } from '../support/run-cli.ts';

const schema = z.fromJSONSchema(buildExperimentSchema());
const accepts = (spec: unknown): boolean => schema.safeParse(spec).success;
const tiny = makeTinySpec();

describe('the JSON Schema of an experiment', () => {
  it('is what the command prints, in full and as one line', async () => {
    const [pretty, compact] = await Promise.all([runCli(['schema']), runCli(['schema', '--json'])]);
    expect(JSON.parse(pretty.stdout)).toEqual(JSON.parse(JSON.stringify(buildExperimentSchema())));
    expect(compact.lines()).toEqual([JSON.parse(pretty.stdout)]);
  });

  it('can be written to a file', async () => {
    const path = join(makeTemporaryFolder(), 'experiment.schema.json');
    const { code, stdout } = await runCli(['schema', '--out', path]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveProperty('title', 'Booster Lab experiment');
  });

  it('accepts the sample preset and specs whose arms fill in what the settings lack', () => {
    expect(accepts(JSON.parse(readFileSync(join(repository, 'resources/presets/sample.json'), 'utf8')))).toBe(true);
    expect(accepts(tiny)).toBe(true);
    const arms = [{ label: 'Booster', set: { 'alignment.method': { name: 'booster' }, 'alignment.method.lambda': 2 } }];
    expect(accepts({ ...tiny, settings: {}, arms, vary: { 'attack.p': [0, 0.5] } })).toBe(true);
  });

  it.each([
    ['an unknown setting', { ...tiny, settings: { speed: 1 } }],
    ['an unknown setting in a group', { ...tiny, settings: { attack: { poison: 1 } } }],
    ['a value out of bounds', { ...tiny, settings: { attack: { p: 2 } } }],
    ['an unknown axis', { ...tiny, vary: { 'attack.q': [1] } }],
    ['a value out of bounds on an axis', { ...tiny, vary: { 'attack.p': [0.1, 3] } }],
    ['an unknown setting in an arm', { ...tiny, arms: [{ label: 'A', set: { lambda: 5 } }] }],
    ['a setting of another method', { ...tiny, settings: { alignment: { method: { name: 'sft', lambda: 5 } } } }],
    ['another version', { ...tiny, version: 2 }],
  ])('refuses %s', (_, spec) => {
    expect(accepts(spec)).toBe(false);
  });

  it('explains every setting and shows the default that counts at its place', () => {
    const text = JSON.stringify(buildExperimentSchema().properties);
    const missing = listSettings(runSettingsSchema).filter(({ info }) => !text.includes(JSON.stringify(info.help)));
    expect(missing).toEqual([]);
    const rows = new Map(listSettingRows().map((row) => [row.path, row.defaultText]));
    expect(rows.get('alignment.training.learningRate')).toBe('0.0005');
    expect(rows.get('attack.training.learningRate')).toBe('0.00001');
  });
});

describe('the table of settings', () => {
  it('has one row per setting with path, label, default, values, paper value and meaning', () => {
    const rows = listSettingRows();
    expect(rows.map((row) => row.path)).toEqual(listSettings(runSettingsSchema).map((entry) => entry.path));
    const markdown = renderSettingsMarkdown(rows).split('\n');
    expect(markdown).toHaveLength(rows.length + 2);
    expect(markdown.find((line) => line.includes('`attack.p`'))).toBe(
      '| `attack.p` | Poison ratio p | 0.1 | number from 0 to 1 | 0.1 | The fraction of uploaded rows that are harmful. |',
    );
  });

  it('is printed as Markdown, or as JSON rows', async () => {
    const [markdown, json] = await Promise.all([
      runCli(['schema', '--markdown']),
      runCli(['schema', '--markdown', '--json']),
    ]);
    expect(markdown.stdout).toBe(`${renderSettingsMarkdown(listSettingRows())}\n`);
    expect(JSON.parse(json.stdout)).toEqual(listSettingRows());
  });
});
