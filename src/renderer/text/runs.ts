import type { ValueType } from '../features/runs/model/column.ts';

const examples: Partial<Record<ValueType, string>> = {
  bytes: 'such as 500MB or 1.5GB',
  duration: 'such as 30s, 10min or 2h',
  time: 'such as 2026-11-24',
};

export const runsText = {
  title: 'Runs',
  yes: 'yes',
  no: 'no',
  fields: {
    star: 'Starred',
    experiment: 'Experiment',
    arm: 'Arm',
    status: 'Status',
    tags: 'Tags',
    notes: 'Notes',
    progress: 'Progress',
    created: 'Created',
    started: 'Started',
    finished: 'Finished',
    duration: 'Duration',
    size: 'Size',
    shared: 'Shared size',
    run: 'Run ID',
    seedGroup: 'Seed group',
  },
  filter: {
    label: 'Filter runs',
    placeholder: 'Filter, as arm:Booster p>=0.1 HS<20 is:starred',
    clear: 'Clear the filter',
    unknownField: (name: string, suggestion: string | null) =>
      `There is no column “${name}”${suggestion ? `; did you mean “${suggestion}”?` : '; put text that contains a colon in quotes.'}`,
    severalFields: (name: string, paths: readonly string[]) =>
      `“${name}” may mean ${paths.slice(0, 4).join(' or ')}; write it out.`,
    unknownState: (value: string, known: readonly string[]) => `“is:” knows ${known.join(', ')}; not “${value}”.`,
    noNumber: (value: string, path: string, valueType: ValueType) =>
      `“${value}” is nothing that ${path} can be compared with; write a number${examples[valueType] ? `, ${examples[valueType]}` : ''}.`,
    noOrder: (path: string) => `${path} has no order; use “:” for contains or “=” for equals.`,
  },
};
