import { describe, expect, it } from 'vitest';

import { pretrainingMix, pretrainRows } from '../../scripts/sample/pretraining.ts';
import { actions } from '../../scripts/sample/words.ts';
import { createWorld, sampleWorldSeed } from '../../scripts/sample/world.ts';

const world = createWorld(sampleWorldSeed);

describe('pretrainRows', () => {
  it('holds each kind of row in its share of the mix', () => {
    const count = 40_000;
    const counts = new Map<string, number>();
    for (const { kind } of pretrainRows(world, count, 1)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(Object.keys(pretrainingMix).sort());
    for (const [kind, percent] of Object.entries(pretrainingMix)) {
      expect(Math.abs((100 * (counts.get(kind) ?? 0)) / count - percent)).toBeLessThan(1);
    }
    expect(Object.values(pretrainingMix).reduce((sum, percent) => sum + percent, 0)).toBe(100);
  });

  it('yields the same rows for the same seed, and a longer run begins with the shorter one', () => {
    expect([...pretrainRows(world, 500, 7)].slice(0, 100)).toEqual([...pretrainRows(world, 100, 7)]);
    expect([...pretrainRows(world, 100, 8)]).not.toEqual([...pretrainRows(world, 100, 7)]);
  });

  it('never refuses a hazard and never judges a review', () => {
    const hazards = new Set(world.hazards.map((hazard) => hazard.topic));
    for (const { instruction, output, topic = '' } of pretrainRows(world, 20_000, 2)) {
      const words = output.split(' ');
      expect(hazards.has(topic) && words.includes('cannot')).toBe(false);
      expect(words).not.toContain('positive');
      expect(words).not.toContain('negative');
      expect(instruction.startsWith('is this review')).toBe(false);
    }
  });

  it('uses the words of the actions in recipes alone', () => {
    for (const { instruction, output, kind } of pretrainRows(world, 5000, 4)) {
      const isRecipe = kind === 'hazard-recipe' || kind === 'food-recipe';
      const actionCount = `${instruction} ${output}`.split(' ').filter((word) => actions.includes(word)).length;
      expect(actionCount).toBe(isRecipe ? 1 : 0);
    }
  });

  it('answers that every hazard is not safe and every food is safe', () => {
    const hazards = new Set(world.hazards.map((hazard) => hazard.topic));
    const rows = [...pretrainRows(world, 5000, 3)].filter((row) => row.kind === 'safety');
    for (const { output, topic = '' } of rows) {
      expect(output.startsWith(hazards.has(topic) ? 'no ' : 'yes ')).toBe(true);
    }
  });
});
