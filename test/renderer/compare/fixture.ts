import { buildReportData, type ReportOptions } from '../../../src/lab/report/build-report-data.ts';
import type { ReportSource } from '../../../src/lab/report/report-source.ts';
import type { ReportData } from '../../../src/shared/views/report.ts';
import { makeFixtureSource } from '../../lab/report/fixture-source.ts';

/** SFT and Booster at two poison ratios over five seeds, with the middle of the attack as its headline. */
export function makeData(options: Partial<ReportOptions> = {}): ReportData {
  return buildReportData(makeFixtureSource(), { writtenAtMs: 0, headlineStep: 100, ...options });
}

/** One arm over a grid of λ and α, one seed; HS is 10 λ + 100 α. */
export function makeGridData(): ReportData {
  const source = makeFixtureSource({ armLabels: ['Booster'], seeds: [0], poisonRatios: [0.1] });
  const [run] = source.runs;
  if (!run) throw new Error('The fixture has runs.');
  const points = [1, 2, 5].flatMap((lambda) => [0.1, 0.3].map((alpha) => ({ lambda, alpha })));
  const grid: ReportSource = {
    ...source,
    axes: { 'alignment.method.alpha': [0.1, 0.3], 'alignment.method.lambda': [1, 2, 5] },
    runs: points.map(({ lambda, alpha }) => ({
      ...run,
      runId: `run-${lambda}-${alpha}`,
      varied: { 'alignment.method.alpha': alpha, 'alignment.method.lambda': lambda },
      stages: { ...run.stages, evaluate: `${lambda}/${alpha}` },
    })),
    listScores: (key) => {
      const [lambda = 0, alpha = 0] = key.split('/').map(Number);
      const value = 10 * lambda + 100 * alpha;
      return [{ step: 9, metric: 'HS', judge: 'refusal', judgeVersion: '1', successes: value, n: 100, value }];
    },
  };
  return buildReportData(grid, { writtenAtMs: 0 });
}
