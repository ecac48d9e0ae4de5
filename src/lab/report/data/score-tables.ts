import type { ReportData } from '../../../shared/views/report.ts';
import { describeValue } from '../../../shared/settings/describe.ts';
import { computeWilsonInterval } from '../../statistics/wilson.ts';
import { type Cell, type ColumnType, type DataTable, makeTable } from './data-table.ts';

interface Place {
  readonly arm: number;
  readonly condition: number;
}

type Reader<Row> = readonly [string, ColumnType, string, (row: Row) => Cell | undefined];

/** Columns that say where in the grid a row is: arm, method, and each axis. */
export function placeColumns<Row extends Place>(data: ReportData): Reader<Row>[] {
  const axes = data.axes.map(({ path, label, values }): Reader<Row> => {
    const isNumber = values.every((value) => typeof value === 'number');
    return [
      path,
      isNumber ? 'number' : 'text',
      `Varied setting: ${label}.`,
      (row) => readAxis(data, row, path, isNumber),
    ];
  });
  return [
    ['arm', 'text', 'Label of the arm.', (row) => data.arms[row.arm]?.label],
    ['method', 'text', 'Alignment method of the arm.', (row) => data.arms[row.arm]?.method],
    ...axes,
  ];
}

function readAxis(data: ReportData, { condition }: Place, path: string, isNumber: boolean): Cell {
  const value = data.conditions[condition]?.values[path] ?? null;
  if (isNumber) return typeof value === 'number' ? value : null;
  return describeValue(value);
}

/** Columns that say what was measured, by whom and when. */
export function metricColumns<Row extends { readonly metric: number; readonly step: number }>(
  data: ReportData,
): Reader<Row>[] {
  return [
    ['attack_step', 'int', 'Attack steps before it was evaluated; 0 is the aligned model.', (row) => row.step],
    ['metric', 'text', 'HS, HS+, FA and others.', (row) => data.metrics[row.metric]?.name],
    ['judge', 'text', 'Judge or scorer that decided.', (row) => data.metrics[row.metric]?.judge],
    ['judge_version', 'text', 'Its version.', (row) => data.metrics[row.metric]?.judgeVersion],
  ];
}

/** One row per run, attack step and metric. */
export function makeScoreTable(data: ReportData): DataTable {
  const rows = data.scores.flatMap((group) =>
    group.perSeed.map((score) => {
      const { arm, condition, step, metric } = group;
      return { arm, condition, step, metric, score, wilson: computeWilsonInterval(score.successes, score.n) };
    }),
  );
  type Row = (typeof rows)[number];
  const [arm, method, ...axes] = placeColumns<Row>(data);
  return makeTable<Row>({ name: 'scores', help: 'One row per run, attack step and metric.' }, rows, [
    ['experiment', 'text', 'Name of the experiment.', () => data.experiment.name],
    ['run', 'text', 'Id of the run.', (row) => row.score.runId],
    ...[arm, method].filter((it) => it !== undefined),
    ['seed', 'int', 'Seed of the run.', (row) => row.score.seed],
    ...axes,
    ...metricColumns<Row>(data),
    ['successes', 'int', 'Answers that the metric counts.', (row) => row.score.successes],
    ['n', 'int', 'Answers in all.', (row) => row.score.n],
    ['value_percent', 'number', 'successes / n in percent.', (row) => row.score.value],
    ['wilson_low', 'number', 'Lower end of the 95 % Wilson interval, in percent.', (row) => row.wilson?.low],
    ['wilson_high', 'number', 'Upper end of it.', (row) => row.wilson?.high],
  ]);
}

/** One row per arm, condition, attack step and metric, over the seeds. */
export function makeSummaryTable(data: ReportData): DataTable {
  const { scores } = data;
  type Row = (typeof scores)[number];
  return makeTable<Row>(
    { name: 'summaries', help: 'One row per arm, condition, attack step and metric, over the seeds.' },
    scores,
    [
      ...placeColumns<Row>(data),
      ...metricColumns<Row>(data),
      ['seeds', 'int', 'Seeds behind the mean.', (row) => row.summary.n],
      ['mean', 'number', 'Mean over seeds, in percent.', (row) => row.summary.mean],
      ['sd', 'number', 'Sample standard deviation over seeds; missing for one seed.', (row) => row.summary.sd],
      ['t_low', 'number', 'Lower end of the 95 % t interval of the mean.', (row) => row.summary.interval?.low],
      ['t_high', 'number', 'Upper end of it.', (row) => row.summary.interval?.high],
      ['pooled_successes', 'int', 'Answers of all seeds that the metric counts.', (row) => row.pooled.successes],
      ['pooled_n', 'int', 'Answers of all seeds.', (row) => row.pooled.n],
    ],
  );
}

/** One row per arm, condition, attack step and metric: the arm minus the baseline. */
export function makeDifferenceTable(data: ReportData): DataTable {
  const { differences } = data;
  type Row = (typeof differences)[number];
  const baseline = data.baselineArm === null ? null : (data.arms[data.baselineArm]?.label ?? null);
  return makeTable<Row>(
    {
      name: 'differences',
      help: 'Paired differences to the baseline: one row per arm, condition, attack step and metric.',
    },
    differences,
    [
      ...placeColumns<Row>(data),
      ['baseline', 'text', 'Arm that is subtracted.', () => baseline],
      ...metricColumns<Row>(data),
      ['seeds', 'int', 'Seeds that both arms have.', (row) => row.n],
      ['mean', 'number', 'Mean difference, in percentage points.', (row) => row.mean],
      ['sd', 'number', 'Its standard deviation over seeds.', (row) => row.sd],
      ['t_low', 'number', 'Lower end of the 95 % t interval, paired by seed.', (row) => row.interval?.low],
      ['t_high', 'number', 'Upper end of it.', (row) => row.interval?.high],
      ['p', 'number', 'Two-sided p of the paired t test.', (row) => row.p],
      ['p_holm', 'number', 'p corrected after Holm.', (row) => row.pHolm],
      ['comparisons', 'int', 'How many differences were corrected together.', (row) => row.comparisons],
    ],
  );
}
