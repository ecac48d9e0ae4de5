import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandRuns } from '../../src/lab/plan/expand.ts';
import { readExperimentSpec } from '../../src/lab/plan/index.ts';
import { listSettings } from '../../src/shared/settings/setting.ts';
import { runSettingsSchema } from '../../src/shared/spec/experiment.ts';

const path = join(import.meta.dirname, '..', '..', 'resources', 'presets', 'paper.json');
const runs = expandRuns(readExperimentSpec(path), path);
const arms = Map.groupBy(runs, (run) => run.arm);

function getAt(root: unknown, dotted: string): unknown {
  return dotted
    .split('.')
    .reduce<unknown>((value, part) => (value === null ? value : Reflect.get(Object(value), part)), root);
}

describe('the preset of the paper', () => {
  it('runs every method in its LoRA mode, SFT also in Booster’s, over the paper’s poison ratios', () => {
    expect([...arms.keys()]).toEqual(['SFT', 'SFT, single LoRA', 'Lisa', 'RepNoise', 'Vaccine', 'Booster']);
    for (const group of arms.values())
      expect(group.map((run) => run.settings.attack.p)).toEqual([0, 0.05, 0.1, 0.15, 0.2]);
    const modes = [...arms.values()].map(([run]) => [
      run?.settings.alignment.method.name,
      run?.settings.attack.method.name,
      run?.settings.attack.loraMode,
    ]);
    expect(modes).toEqual([
      ['sft', 'sft', 'double'],
      ['sft', 'sft', 'single'],
      ['sft', 'lisa', 'double'],
      ['repnoise', 'sft', 'double'],
      ['vaccine', 'sft', 'double'],
      ['booster', 'sft', 'single'],
    ]);
  });

  it.each([...arms.keys()])('has the paper’s value wherever a setting of %s names one', (arm) => {
    const run = arms.get(arm)?.find(({ settings }) => settings.attack.p === 0.1);
    const differing = listSettings(runSettingsSchema).flatMap(({ path: setting, info }) => {
      const value = getAt(run?.settings, setting);
      if (info.paper === undefined || value === undefined || value === null) return [];
      return JSON.stringify(value) === JSON.stringify(info.paper) ? [] : [`${setting} is ${JSON.stringify(value)}`];
    });
    // The authors' code drops the first row of the alignment, harmful and attack rows only (paper.md 4.3 and 1.2).
    expect(differing.sort()).toEqual([
      // RepNoise alone has batches of five (paper.md 3.1).
      ...(arm === 'RepNoise' ? ['alignment.training.batchSize is 5'] : []),
      'attack.task.offByOne is false',
      'evaluation.safety.data.offByOne is false',
      'evaluation.utility.data.offByOne is false',
    ]);
  });

  it('aligns at 5e-4 and attacks at 1e-5 on the authors’ rows, and asks for their answers', () => {
    const { alignment, attack, evaluation } = runs[0]?.settings ?? {};
    expect(arms.get('Lisa')?.[0]?.settings.attack.guide).toMatchObject({ start: 5000, count: 10_000, offByOne: true });
    expect(alignment).toMatchObject({
      data: { start: 5000, count: 5000, offByOne: true },
      harmful: { start: 5000, count: 5000, offByOne: true },
      training: { learningRate: 5e-4, epochs: 20, maxSteps: null },
    });
    expect(attack).toMatchObject({
      harmful: { start: 0, offByOne: true },
      n: 1000,
      training: { learningRate: 1e-5, epochs: 20, maxSteps: null },
    });
    expect(evaluation).toMatchObject({
      safety: { data: { start: 0, count: 1000 }, maxNewTokens: 512 },
      utility: { maxNewTokens: 200, scorer: 'exact' },
    });
  });
});
