import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureFidelity } from '../../../src/lab/recipes/measure-fidelity.ts';
import { createPaperRecipe } from '../../../src/lab/recipes/paper-recipe.ts';
import { setAtPath } from '../../../src/lab/plan/dotted-path.ts';
import { experimentSpecSchema, type RunSettings, runSettingsSchema } from '../../../src/shared/spec/experiment.ts';

const presetPath = join(import.meta.dirname, '../../../resources/presets/paper.json');
const preset = experimentSpecSchema.parse(JSON.parse(readFileSync(presetPath, 'utf8')));
const paper = { recipe: createPaperRecipe(preset) };

/** The settings of the preset's run of an arm at p = 0.1, with changes by dotted path. */
function makeRun(arm: string, changes: Readonly<Record<string, unknown>> = {}): RunSettings {
  const set = preset.arms?.find(({ label }) => label === arm)?.set;
  if (!set) throw new Error(`The preset has no arm ${arm}.`);
  const all = [...Object.entries(set), ['attack.p', 0.1] as const, ...Object.entries(changes)];
  return runSettingsSchema.parse(
    all.reduce((settings: unknown, [path, value]) => setAtPath(settings, path, value), preset.settings),
  );
}

function judge(...runs: RunSettings[]) {
  const listed = runs.map((settings, index) => ({ runId: `run-${index}`, arm: 'x', settings }));
  const [arm] = measureFidelity(listed, [{ label: 'x' }], paper).arms;
  if (!arm) throw new Error('One arm was given.');
  return arm;
}

describe('the paper as a recipe', () => {
  it.each(preset.arms?.map(({ label }) => label) ?? [])(
    'finds nothing to say against the preset’s own arm %s',
    (label) => {
      const arm = judge(makeRun(label));
      expect(arm.changed).toEqual([]);
      expect(arm.missing).toEqual([]);
      expect(arm.badge).toMatch(/^paper recipe: all \d+ settings equal$/);
      expect(arm.same.length).toBeGreaterThan(30);
    },
  );

  it('names what differs with both values, the field’s symbols first', () => {
    const arm = judge(
      makeRun('Booster', {
        'alignment.method.lambda': 20,
        'attack.n': 500,
        'alignment.training.epochs': 3,
        'alignment.training.weightDecay': 0,
        'alignment.harmful.count': 1000,
      }),
    );
    const total = arm.same.length + 5;
    expect(arm.badge).toBe(
      `paper recipe: ${total - 5} of ${total} settings equal; changed: λ, n, Rows (alignment harmful), Epochs (alignment) and 1 more`,
    );
    expect(arm.changed.find(({ path }) => path === 'alignment.method.lambda')).toMatchObject({
      recipe: '5',
      found: '20',
      symbol: 'λ',
    });
  });

  it('allows every value of the paper’s grid, and no other', () => {
    expect(judge(makeRun('SFT', { 'attack.p': 0.05 }), makeRun('SFT', { 'attack.p': 0.2 })).changed).toEqual([]);
    const arm = judge(makeRun('SFT'), makeRun('SFT', { 'attack.p': 0.3 }));
    expect(arm.changed.map(({ path, recipe, found }) => [path, recipe, found])).toEqual([
      ['attack.p', '0 · 0.05 · 0.1 · 0.15 · 0.2', '0.1 · 0.3'],
    ]);
    expect(arm.runs).toEqual([
      { runId: 'run-0', changed: [], missing: [] },
      { runId: 'run-1', changed: ['attack.p'], missing: [] },
    ]);
  });

  it('takes single and double LoRA of SFT for the paper’s, but not double LoRA of Booster', () => {
    expect(judge(makeRun('SFT', { 'attack.loraMode': 'single' })).changed).toEqual([]);
    expect(judge(makeRun('Booster', { 'attack.loraMode': 'double' })).changed.map(({ path }) => path)).toEqual([
      'attack.loraMode',
    ]);
  });

  it('does not call epochs equal that a number of steps replaces', () => {
    const arm = judge(makeRun('SFT', { 'attack.training.maxSteps': 300 }));
    expect(arm.changed.map(({ path }) => path)).toEqual(['attack.training.maxSteps']);
    expect(arm.same.map(({ path }) => path)).not.toContain('attack.training.epochs');
  });

  it('knows a model by its folder’s name, and says what is missing', () => {
    expect(judge(makeRun('SFT', { 'model.path': '/models/llama-2-7B-HF' })).changed).toEqual([]);
    const arm = judge(makeRun('SFT', { 'evaluation.utility': null }));
    expect(arm.missing.map(({ path, found }) => [path, found])).toEqual([
      ['evaluation.utility.maxNewTokens', '–'],
      ['evaluation.utility.scorer', '–'],
    ]);
    expect(arm.badge).toContain('missing: Longest answer (evaluation utility), Correct if');
  });
});
