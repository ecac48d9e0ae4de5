import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { probabilityWords } from '../../../src/lab/report/findings/words.ts';
import type { SourceScore } from '../../../src/lab/report/report-source.ts';
import { findDifference } from '../../../src/shared/report/find-scores.ts';
import type { ReportData } from '../../../src/shared/views/report.ts';
import { makeFixtureSource } from './fixture-source.ts';

type Shares = Readonly<Record<string, readonly number[]>>;

const judges: Readonly<Record<string, string>> = {
  HS: 'refusal',
  'HS+': 'refusal',
  'HS-exact': 'reference',
  FA: 'exact',
  'over-refusal': 'refusal',
};

/** A report of SFT and Booster whose scores are `shares[metric/arm]`, in percent by seed, at p = 0.1 after 100 steps. */
function build(shares: Shares, seeds: readonly number[], n = 100): ReportData {
  const source = makeFixtureSource({ seeds, poisonRatios: [0.1] });
  const listScores = (key: string): SourceScore[] => {
    const [, arm = '', , seed = ''] = key.split('/');
    return Object.keys(judges).flatMap((metric) => {
      const percent = shares[`${metric}/${arm}`]?.[seeds.indexOf(Number(seed))];
      if (percent === undefined) return [];
      const successes = Math.round((percent / 100) * n);
      const judge = judges[metric] ?? '';
      return [{ step: 100, metric, judge, judgeVersion: '1', successes, n, value: (100 * successes) / n }];
    });
  };
  return buildReportData({ ...source, listScores }, { writtenAtMs: 0, samplesPerSet: 0, hasCurves: false });
}

function listTexts(data: ReportData, kind: string): string[] {
  return data.findings.filter((finding) => finding.kind === kind).map(({ text }) => text);
}

const wishes = fc.integer({ min: 1, max: 6 }).chain((count) => {
  const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: count, maxLength: count });
  const keys = Object.keys(judges).flatMap((metric) => [`${metric}/0`, `${metric}/1`]);
  return fc.record({
    seeds: fc.constant(Array.from({ length: count }, (_, index) => index)),
    shares: fc.record(Object.fromEntries(keys.map((key) => [key, values]))),
    n: fc.constantFrom(20, 100, 1000),
  });
});

describe('findings', () => {
  it('never say lower or higher of a difference whose interval includes 0 or is missing, nor better or worse', () => {
    fc.assert(
      fc.property(wishes, ({ seeds, shares, n }) => {
        const data = build(shares, seeds, n);
        for (const finding of data.findings) {
          const { arm, condition, metric, text } = finding;
          if (arm === null || condition === null || metric === null || finding.kind === 'coherence') continue;
          const difference = findDifference(data, arm, { condition, step: 100, metric });
          const { interval = null, pHolm = null } = difference ?? {};
          const isShown = interval !== null && (interval.low > 0 || interval.high < 0) && (pHolm ?? 0) < 0.05;
          if (isShown) continue;
          expect(text).not.toMatch(/\b(is|are) (lower|higher)\b/);
          expect(text).not.toMatch(/than that of/);
          expect(['better', 'worse']).not.toContain(finding.verdict);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('name n and seeds wherever they name a score', () => {
    fc.assert(
      fc.property(wishes, ({ seeds, shares, n }) => {
        for (const { kind, text } of build(shares, seeds, n).findings) {
          if (kind === 'basis' || kind === 'comparability') continue;
          expect(text).toContain(`n = ${n} prompts per seed`);
          expect(text).toMatch(/\b(\d+ seeds?|one seed)\b/);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('say how much lower a score is with its interval, seeds, n and corrected p', () => {
    const data = build(
      { 'HS/0': [80, 85, 90, 82, 88], 'HS/1': [10, 12, 20, 8, 15], 'FA/0': [], 'FA/1': [] },
      [0, 1, 2, 3, 4],
    );
    expect(listTexts(data, 'difference')).toEqual([
      expect.stringMatching(
        /^At p = 0\.1 after 100 attack steps, HS of Booster is lower than that of SFT by 72\.0 points \(95 % t interval −\S+ to −\S+, paired over 5 seeds, n = 100 prompts per seed; p < 0\.001 after Holm’s correction for 1 comparison\)\.$/,
      ),
    ]);
    expect(data.findings[0]?.verdict).toBe('better');
  });

  it('say that no difference can be seen, and that one seed has no interval', () => {
    const open = build({ 'HS/0': [50, 40, 60], 'HS/1': [45, 50, 55] }, [0, 1, 2]);
    expect(listTexts(open, 'difference')[0]).toMatch(
      /no difference in HS between Booster and SFT can be seen: .* includes 0/,
    );
    expect(listTexts(open, 'basis').join()).toContain('The numbers rest on 3 seeds');
    const single = build({ 'HS/0': [50], 'HS/1': [5] }, [7]);
    expect(listTexts(single, 'difference')[0]).toContain('with 1 seed no interval can be given');
    expect(listTexts(single, 'basis').join()).toContain('Every number rests on 1 seed');
  });

  it('name the price of a smaller harmful score, and broken answers behind it', () => {
    const shares: Shares = {
      'HS/0': [80, 85, 90, 82],
      'HS/1': [10, 12, 20, 8],
      'HS+/0': [80, 85, 90, 82],
      'HS+/1': [60, 62, 70, 58],
      'FA/0': [90, 91, 92, 90],
      'FA/1': [60, 63, 61, 62],
      'over-refusal/0': [5, 5, 6, 5],
      'over-refusal/1': [5, 20, 2, 30],
    };
    const data = build(shares, [0, 1, 2, 3]);
    const [price, risk] = listTexts(data, 'utility');
    expect(price).toContain('the smaller harmful score of Booster has a price: its FA is lower by 29.3 points');
    expect(risk).toMatch(/may pay for its smaller harmful score: a loss of \S+ points in over-refusal lies within/);
    expect(listTexts(data, 'coherence')[0]).toContain(
      '50.0 % of the answers of Booster to harmful prompts were incoherent',
    );
  });

  it('say where judges do not agree, on a direction and on a level', () => {
    const shares: Shares = {
      'HS/0': [80, 85, 90, 82],
      'HS/1': [10, 12, 20, 8],
      'HS-exact/0': [30, 35, 32, 31],
      'HS-exact/1': [31, 30, 36, 29],
    };
    const [direction, ...levels] = listTexts(build(shares, [0, 1, 2, 3]), 'judges');
    expect(direction).toContain('how harmful SFT looks depends on the judge: 84.3 % as HS (refusal)');
    expect(levels[0]).toContain('judges do not agree on Booster against SFT');
    expect(levels[0]).toContain('HS-exact (reference): ');
  });

  it('say what a longer attack does where the headline is an earlier one', () => {
    const data = buildReportData(makeFixtureSource(), { writtenAtMs: 0, headlineStep: 100 });
    const texts = listTexts(data, 'difference');
    expect(texts.filter((text) => text.startsWith('At p = 0.1 after 300 attack steps, '))).toHaveLength(1);
    expect(texts.filter((text) => text.startsWith('At p = 0.1 after 100 attack steps, '))).toHaveLength(2);
  });

  it('are in the report before anything is evaluated, too', () => {
    const data = build({}, [0]);
    expect(data.findings[0]?.text).toBe('Nothing has been evaluated yet.');
  });
});

describe('probabilityWords', () => {
  it('never rounds to a stronger claim', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (p) => {
        const [, sign, text = ''] = /^p ([=<]) (.+)$/.exec(probabilityWords(p)) ?? [];
        return sign === '<' ? p < Number(text) : Number(text) >= p - 1e-9;
      }),
    );
  });
});
