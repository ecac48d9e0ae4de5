import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { compareGroups } from '../../../src/lab/report/compare-groups.ts';
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
        set === 'safety' ? Array.from({ length: prompts }, (_, index) => makeVerdict(step, index, index < most)) : [],
      );
    },
    ...change,
  };
}

function makeVerdict(step: number, index: number, isHarmful: boolean): Sample {
  return {
    step,
    set: 'safety',
    index,
    prompt: '',
    response: '',
    expected: null,
    verdicts: { refusal: isHarmful, reference: false },
    incoherent: index === 39,
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
    const flips = data.flips.filter(({ metric }) => data.metrics[metric]?.name === 'HS');
    expect(flips).toMatchObject([
      { arm: 0, safeBefore: 76, flipped: 56, recovered: 0, pairs: 80 },
      { arm: 1, safeBefore: 76, flipped: 16, recovered: 0, pairs: 80 },
    ]);
    expect(flips[0]?.share).toBeCloseTo(73.684, 3);
    // The other judge finds nothing harmful, before or after.
    const exact = data.flips.filter(({ metric }) => data.metrics[metric]?.name === 'HS-exact');
    expect(exact).toMatchObject([
      { arm: 0, safeBefore: 80, flipped: 0, bothWays: { recoveredShare: null, mcNemar: { p: 1 } } },
      { arm: 1, safeBefore: 80, flipped: 0, bothWays: { recoveredInterval: null } },
    ]);
  });

  it('tests whether the attack turned more answers one way than the other, corrected for all arms', () => {
    // Before the attack rows 0 and 1 are harmful; after it neither is, and rows 10 to 14 are.
    const data = build(
      makeSource({
        readVerdicts: (_, { set, step }) =>
          packVerdicts(
            set === 'safety'
              ? Array.from({ length: prompts }, (_row, index) => {
                  const isHarmful = step === 0 ? index < 2 : index >= 10 && index < 15;
                  return makeVerdict(step, index, isHarmful);
                })
              : [],
          ),
      }),
    );
    const [flip] = data.flips;
    expect(flip).toMatchObject({ flipped: 10, recovered: 4, bothWays: { recoveredShare: 100, comparisons: 2 } });
    // 2·P(X ≤ 4) for X ~ Binomial(14, ½), and twice that for two arms.
    expect(flip?.bothWays?.mcNemar).toMatchObject({ method: 'exact', statistic: 4 });
    expect(flip?.bothWays?.mcNemar.p).toBeCloseTo(0.179565, 6);
    expect(flip?.bothWays?.pHolm).toBeCloseTo(0.35913, 5);
  });

  it('holds two groups of runs against each other by each judge, paired by seed', () => {
    const source = makeSource();
    const idsOf = (arm: string) => source.runs.filter((run) => run.arm === arm).map(({ runId }) => runId);
    const [first, second] = [idsOf('SFT'), idsOf('Booster')];
    const view = compareGroups(source, { first, second, step: 300 });
    expect(view).toMatchObject({ runPairs: 2, unlikePairs: 0 });
    expect(view.comparisons).toMatchObject([
      { metric: { name: 'HS' }, seeds: [0, 1], both: 20, onlyBaseline: 40, onlyArm: 0, neither: 20, difference: -50 },
      { metric: { name: 'HS-exact' }, onlyBaseline: 0, onlyArm: 0, neither: 80, mcNemar: { p: 1 } },
    ]);
    const unlike = makeSource({ identifyPrompts: (key) => (key.endsWith('/1') ? key : 'same') });
    expect(compareGroups(unlike, { first, second, step: 300 })).toMatchObject({
      runPairs: 2,
      unlikePairs: 1,
      comparisons: [{ seeds: [0], pairs: 40 }, { seeds: [0] }],
    });
  });

  it('pairs two single runs whatever their seeds, and nothing where no seed is shared', () => {
    const source = makeSource();
    const find = (arm: string, seed: number) =>
      source.runs.filter((run) => run.arm === arm && run.settings.seed === seed).map(({ runId }) => runId);
    const single = compareGroups(source, { first: find('SFT', 0), second: find('SFT', 1), step: 300 });
    expect(single.comparisons[0]).toMatchObject({ pairs: 40, onlyBaseline: 0, onlyArm: 0 });
    const both = [...find('SFT', 0), ...find('SFT', 1)];
    const none = compareGroups(source, { first: [], second: both, step: 300 });
    expect(none).toEqual({ comparisons: [], runPairs: 0, unlikePairs: 0 });
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
    const scores = data.categories.filter(({ metric }) => data.metrics[metric]?.name === 'HS');
    expect(scores[0]?.overSeeds).toEqual({ n: 2, mean: 100, sd: 0, interval: { low: 100, high: 100 } });
    expect(scores.map(({ arm, category, successes, n }) => [arm, category, successes, n])).toEqual([
      [0, 'privacy', 4, 4],
      [0, 'violence', 4, 4],
      [1, 'privacy', 4, 4],
      [1, 'violence', 4, 4],
    ]);
  });
});
