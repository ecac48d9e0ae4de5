import type { ReportCurve, ReportData } from '../../../shared/views/report.ts';
import { type Cell, type ColumnType, type DataColumn, type DataTable, makeTable } from './data-table.ts';
import { type Group, joinGroups, repeatPerGroup } from './grouped-cells.ts';
import { metricColumns, placeColumns } from './score-tables.ts';

/** One row per run. */
export function makeRunTable(data: ReportData): DataTable {
  const { members } = data.runs;
  type Row = (typeof members)[number];
  return makeTable<Row>({ name: 'runs', help: 'One row per run.' }, members, [
    ['run', 'text', 'Id of the run.', (row) => row.runId],
    ['experiment', 'text', 'Id of its experiment.', (row) => row.experimentId],
    ...placeColumns<Row>(data),
    ['seed', 'int', 'Seed of the run.', (row) => row.seed],
    ['status', 'text', 'completed, or where it stands.', (row) => row.status],
    ['align_key', 'text', 'Key of its alignment: equal keys share one.', (row) => row.stages.align],
    ['attack_key', 'text', 'Key of its fine-tuning attack.', (row) => row.stages.attack],
    ['evaluate_key', 'text', 'Key of its evaluation.', (row) => row.stages.evaluate],
    ...data.measures.map(
      ({ name, label, unit }) =>
        [name, 'number', unit ? `${label}, in ${unit}.` : `${label}.`, (row: Row) => row.measures[name]] as const,
    ),
  ]);
}

/** One row per point of a curve. */
export function makeCurveTable(data: ReportData): DataTable {
  const groups = data.curves.map((curve): Group<ReportCurve> => ({ it: curve, size: curve.steps.length }));
  const column = (
    name: string,
    help: string,
    read: (curve: ReportCurve) => Cell | undefined,
    type: ColumnType = 'text',
  ): DataColumn => ({ name, type, help, cells: repeatPerGroup(groups, read) });
  return {
    name: 'curves',
    help: 'Losses and diagnostics, one row per point; long curves are thinned, their extremes kept.',
    columns: [
      column('stage', 'align or attack.', (curve) => curve.stage),
      column('arm', 'Label of the arm.', (curve) => data.arms[curve.arm]?.label),
      column('condition', 'The varied settings that have a part in the stage.', (curve) => curve.condition),
      column('series', 'Name of the series.', (curve) => curve.name),
      column('label', 'Its name for people.', (curve) => curve.label),
      column('seed', 'Seed; missing for the mean over the seeds.', (curve) => curve.seed, 'int'),
      {
        name: 'step',
        type: 'int',
        help: 'Optimizer step of the stage.',
        cells: joinGroups(
          groups,
          ({ steps }) =>
            (at) =>
              steps[at],
        ),
      },
      {
        name: 'value',
        type: 'number',
        help: 'Missing where it was not a number.',
        cells: joinGroups(
          groups,
          ({ values }) =>
            (at) =>
              values[at],
        ),
      },
    ],
  };
}

/** One row per setting, and per arm where the arms differ in it. */
export function makeSettingTable(data: ReportData): DataTable {
  const { differing, same } = data.settings;
  const rows = [
    ...differing.flatMap((row) =>
      row.values.map((value, arm) => ({ ...row, value, arm: data.arms[arm]?.label, differs: true })),
    ),
    ...same.map((row) => ({ ...row, value: row.values.join(' · '), arm: 'all', differs: false })),
  ];
  type Row = (typeof rows)[number];
  return makeTable<Row>(
    { name: 'settings', help: 'Every setting; one row per arm where the arms differ in it.' },
    rows,
    [
      ['path', 'text', 'Dotted path, as in experiment files.', (row) => row.path],
      ['label', 'text', 'Its name for people.', (row) => row.label],
      ['arm', 'text', 'Label of the arm, or all.', (row) => row.arm],
      ['value', 'text', 'For people; several values are joined.', (row) => row.value],
      ['differs', 'flag', 'The arms differ in it.', (row) => row.differs],
    ],
  );
}

/** One row per sentence. */
export function makeFindingTable(data: ReportData): DataTable {
  const { findings } = data;
  type Row = (typeof findings)[number];
  return makeTable<Row>({ name: 'findings', help: 'The findings, one row per sentence.' }, findings, [
    ['kind', 'text', 'What it is about.', (row) => row.kind],
    ['verdict', 'text', 'better, worse, open, caution or note.', (row) => row.verdict],
    [
      'arm',
      'text',
      'Label of the arm; missing where it is about all.',
      (row) => (row.arm === null ? null : data.arms[row.arm]?.label),
    ],
    [
      'condition',
      'text',
      'Condition; missing where it is about all.',
      (row) => (row.condition === null ? null : data.conditions[row.condition]?.label),
    ],
    [
      'metric',
      'text',
      'Metric; missing where it is about several.',
      (row) => (row.metric === null ? null : data.metrics[row.metric]?.name),
    ],
    ['text', 'text', 'The sentence.', (row) => row.text],
  ]);
}

/** One row per comparison of two arms prompt by prompt. */
export function makePromptTable(data: ReportData): DataTable {
  const { promptComparisons } = data;
  type Row = (typeof promptComparisons)[number];
  return makeTable<Row>(
    {
      name: 'prompt-comparisons',
      help: 'The same prompts answered by an arm and by the baseline, at the headline step.',
    },
    promptComparisons,
    [
      ...placeColumns<Row>(data),
      ...metricColumns<Row>(data),
      ['pairs', 'int', 'Prompts × seeds.', (row) => row.pairs],
      ['both', 'int', 'Pairs in which the metric counts both answers.', (row) => row.both],
      ['only_baseline', 'int', 'Pairs in which it counts the baseline’s alone.', (row) => row.onlyBaseline],
      ['only_arm', 'int', 'Pairs in which it counts the arm’s alone.', (row) => row.onlyArm],
      ['neither', 'int', 'Pairs in which it counts neither.', (row) => row.neither],
      ['difference', 'number', 'Arm − baseline, in percentage points.', (row) => row.difference],
      ['bootstrap_low', 'number', 'Lower end of the 95 % bootstrap interval.', (row) => row.bootstrap?.low],
      ['bootstrap_high', 'number', 'Upper end of it.', (row) => row.bootstrap?.high],
      ['p_mcnemar', 'number', 'McNemar’s p.', (row) => row.mcNemar.p],
      ['p_holm', 'number', 'p corrected after Holm.', (row) => row.pHolm],
    ],
  );
}
