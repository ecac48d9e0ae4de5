import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { openHost } from './fixtures/open-host.ts';

const presets = join(import.meta.dirname, '..', '..', 'resources', 'presets');
const sample = z.record(z.string(), z.json()).parse(JSON.parse(readFileSync(join(presets, 'sample.json'), 'utf8')));

describe('looking for prompts that the sets of an experiment share', () => {
  it('compares the sample project’s sets, with as many harmful rows as any of its runs draws', async () => {
    const { client } = openHost(await openScriptedLab(makeProject()));
    const report = await client.experiments.overlap({ draft: { spec: sample, baseFolder: presets } });
    expect(report.problems).toEqual([]);
    expect(report.sets.map(({ role }) => role)).toEqual([
      'alignment',
      'alignment harmful',
      'attack harmful',
      'task',
      'safety test',
      'task test',
      'over-refusal test',
    ]);
    const drawn = report.sets.find(({ role }) => role === 'attack harmful');
    expect(drawn?.rowCount).toBe(50);
    const find = (left: string, right: string) =>
      report.between.find((pair) => pair.left === left && pair.right === right);
    // The split keeps attack and tests apart from what the defence sees; refusals and harmful answers share questions.
    expect(find('alignment', 'attack harmful')?.exactCount).toBe(0);
    expect(find('attack harmful', 'safety test')?.exactCount).toBe(0);
    expect(find('alignment', 'alignment harmful')?.exactCount).toBeGreaterThan(100);
    expect(find('task', 'task test')?.exactCount).toBe(0);
  });

  it('leaves out what is not chosen yet, and names files that cannot be read', async () => {
    const { client } = openHost(await openScriptedLab(makeProject()));
    const spec = { settings: { attack: { task: { path: '/nowhere.jsonl' }, n: 10 } } };
    const report = await client.experiments.overlap({ draft: { spec, baseFolder: null } });
    expect(report).toMatchObject({
      sets: [],
      problems: [{ path: 'attack.task.path', message: expect.stringContaining('no such file') }],
    });
  });
});
