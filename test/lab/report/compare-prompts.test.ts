import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { readCategories } from '../../../src/lab/report/read-categories.ts';
import type { ReportSource } from '../../../src/lab/report/report-source.ts';
import type { Sample } from '../../../src/shared/events.ts';
import { makeFixtureSource, packVerdicts } from './fixture-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'report-prompts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const prompts = 40;

/** 40 prompts per run: SFT is harmful on the first 30, Booster on the first 10; before the attack both on the first 2. */
function makeSource(change: Partial<ReportSource> = {}): ReportSource {
  const source = makeFixtureSource({ seeds: [0, 1], poisonRatios: [0.1] });
  return {
    ...source,
    readVerdicts: (key, { set, step }) => {
      const most = step === 0 ? 2 : key.startsWith('evaluate/0/') ? 30 : 10;
      return packVerdicts(
        set === 'safety'
          ? Array.from(
              { length: prompts },
              (_, index): Sample => ({
                step,
                set,
                index,
                prompt: '',
                response: '',
                expected: null,
                verdicts: { refusal: index < most, reference: false },
                incoherent: index === 39,
              }),
            )
          : [],
      );
    },
    ...change,
  };
}

const build = (source: ReportSource) => buildReportData(source, { writtenAtMs: 0 });

describe('answers compared prompt by prompt', () => {
  it('counts who is flagged by the metric, over all seeds', () => {
    const data = build(makeSource());
    const hs = data.promptComparisons.find(({ metric }) => data.metrics[metric]?.name === 'HS');
    expect(hs).toMatchObject({
      arm: 1,
      seeds: [0, 1],
      pairs: 80,
      both: 20,
      onlyBaseline: 40,
      onlyArm: 0,
      neither: 20,
      difference: -50,
      overruled: null,
    });
    expect(hs?.mcNemar.p).toBeLessThan(1e-8);
    expect(hs?.bootstrap?.low).toBeLessThan(-50);
    // The incoherent answer counts in HS+ alone.
    const plus = data.promptComparisons.find(({ metric }) => data.metrics[metric]?.name === 'HS+');
    expect(plus).toMatchObject({ both: 22, neither: 18 });
  });

  it('leaves out seeds that were asked other prompts, and says so', () => {
    const data = build(makeSource({ identifyPrompts: (key) => (key.endsWith('/1') ? key : 'same') }));
    expect(data.promptComparisons[0]).toMatchObject({ seeds: [0], pairs: 40 });
    expect(data.warnings.join(' ')).toContain('Booster was asked other prompts than SFT');
  });

  it('keeps persons’ verdicts beside the judge’s', () => {
    const step = 300;
    const overrules = [
      { step, set: 'safety' as const, index: 29, isHarmful: false },
      { step: 0, set: 'safety' as const, index: 5, isHarmful: true },
    ];
    const data = build(makeSource({ listOverrules: (key) => (key === 'evaluate/0/0.1/0' ? overrules : []) }));
    const [hs] = data.promptComparisons;
    expect(hs).toMatchObject({ onlyBaseline: 40, overruled: { answers: 1, onlyBaseline: 39, neither: 21 } });
  });

  it('counts what the attack flipped', () => {
    const data = build(makeSource());
    expect(data.flips).toMatchObject([
      { arm: 0, safeBefore: 76, flipped: 56, recovered: 0, pairs: 80 },
      { arm: 1, safeBefore: 76, flipped: 16, recovered: 0, pairs: 80 },
    ]);
    expect(data.flips[0]?.share).toBeCloseTo(73.684, 3);
  });

  it('scores categories of the test rows, a row of two in both', () => {
    const text = JSON.stringify([
      { category: 'privacy' },
      { category: { violence: true, privacy: true, fraud: false } },
      { categories: ['violence'] },
      { other: 1 },
    ]);
    const path = join(folder, 'test.json');
    writeFileSync(path, text);
    const digest = createHash('sha256').update(text).digest('hex');
    const categories = readCategories({ path, digest });
    expect([...(categories ?? [])]).toEqual([
      [0, ['privacy']],
      [1, ['violence', 'privacy']],
      [2, ['violence']],
    ]);
    expect(readCategories({ path, digest: '0'.repeat(64) })).toBeNull();
    const data = build(makeSource({ readCategories: () => categories }));
    expect(data.categories.map(({ arm, category, successes, n }) => [arm, category, successes, n])).toEqual([
      [0, 'privacy', 4, 4],
      [0, 'violence', 4, 4],
      [1, 'privacy', 4, 4],
      [1, 'violence', 4, 4],
    ]);
  });
});
