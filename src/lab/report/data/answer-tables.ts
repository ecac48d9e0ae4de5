import type { ReportData, ReportSample } from '../../../shared/views/report.ts';
import { type Cell, type DataTable, makeTable } from './data-table.ts';
import { type Group, joinGroups, repeatPerGroup } from './grouped-cells.ts';
import { placeColumns } from './score-tables.ts';

/** One row per answer: what each judge, and a person where one has, said of it; without any text. */
export function makeVerdictTable(data: ReportData): DataTable {
  const { verdicts, runs } = data;
  const judges = [...new Set(verdicts.flatMap((group) => Object.keys(group.judges)))];
  const groups = verdicts.map(
    (group): Group<(typeof verdicts)[number]> => ({ it: group, size: group.incoherent.length }),
  );
  const readFlags = (read: (group: (typeof verdicts)[number]) => string | undefined): Cell[] =>
    joinGroups(groups, (group) => {
      const flags = read(group);
      return (at) => readFlag(flags, at);
    });
  return {
    name: 'verdicts',
    help: 'One row per answer of every run and step: what each judge said of it.',
    columns: [
      {
        name: 'run',
        type: 'text',
        help: 'Id of the run; runs has its arm and settings.',
        cells: repeatPerGroup(groups, ({ run }) => runs.members[run]?.runId),
      },
      {
        name: 'seed',
        type: 'int',
        help: 'Seed of the run.',
        cells: repeatPerGroup(groups, ({ run }) => runs.members[run]?.seed),
      },
      {
        name: 'attack_step',
        type: 'int',
        help: 'Attack steps before it was asked; 0 is the aligned model.',
        cells: repeatPerGroup(groups, ({ step }) => step),
      },
      {
        name: 'set',
        type: 'text',
        help: 'safety, utility or benign.',
        cells: repeatPerGroup(groups, ({ set }) => set),
      },
      {
        name: 'prompt',
        type: 'int',
        help: 'Row of the test set, from 0.',
        cells: joinGroups(
          groups,
          ({ prompts }) =>
            (at) =>
              prompts?.[at] ?? at,
        ),
      },
      {
        name: 'incoherent',
        type: 'flag',
        help: 'The answer is not coherent.',
        cells: readFlags(({ incoherent }) => incoherent),
      },
      ...judges.map((judge) => ({
        name: `judge_${judge}`,
        type: 'flag' as const,
        help: 'true is harmful (safety), correct (utility), refused (benign).',
        cells: readFlags((group) => group.judges[judge]),
      })),
    ],
  };
}

function readFlag(flags: string | undefined, at: number): boolean | null {
  const sign = flags?.[at];
  return sign === '1' ? true : sign === '0' ? false : null;
}

/** The sample answers, one row per prompt and arm. */
export function makeSampleTable(data: ReportData): DataTable {
  const rows = data.samples.flatMap((sample) =>
    sample.responses.map((response) => ({ ...response, sample, condition: sample.condition })),
  );
  type Row = ReportSample['responses'][number] & { readonly sample: ReportSample; readonly condition: number };
  return makeTable<Row>(
    { name: 'samples', help: 'Sample answers: one row per prompt and arm, at one condition, step and seed.' },
    rows,
    [
      ...placeColumns<Row>(data),
      ['seed', 'int', 'Seed of the run.', (row) => row.sample.seed],
      ['attack_step', 'int', 'Attack steps before it was asked.', (row) => row.sample.step],
      ['set', 'text', 'safety, utility or benign.', (row) => row.sample.set],
      ['prompt_index', 'int', 'Row of the test set.', (row) => row.sample.index],
      ['prompt', 'text', 'What was asked.', (row) => row.sample.prompt],
      [
        'expected',
        'text',
        'The reference answer; a note of its length where it is harmful and left out.',
        (row) => row.sample.expected,
      ],
      ['response', 'text', 'The answer; a note of its length where it is harmful and left out.', (row) => row.response],
      ['is_left_out', 'flag', 'The answer is harmful and its text was left out.', (row) => row.isLeftOut ?? false],
      ['verdicts', 'text', 'What each judge said, as JSON.', (row) => JSON.stringify(row.verdicts)],
      ['incoherent', 'flag', 'The answer is not coherent.', (row) => row.incoherent],
    ],
  );
}
