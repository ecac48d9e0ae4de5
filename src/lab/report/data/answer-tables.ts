import type { ReportData, ReportSample } from '../../../shared/views/report.ts';
import { type Cell, type DataColumn, type DataTable, makeTable } from './data-table.ts';
import { placeColumns } from './score-tables.ts';

/** One row per answer: what each judge, and a person where one has, said of it; without any text. */
export function makeVerdictTable(data: ReportData): DataTable {
  const { verdicts, runs } = data;
  const judges = [...new Set(verdicts.flatMap((group) => Object.keys(group.judges)))];
  const column = (name: string, type: DataColumn['type'], help: string): DataColumn & { cells: Cell[] } => ({
    name,
    type,
    help,
    cells: [],
  });
  const run = column('run', 'text', 'Id of the run; runs has its arm and settings.');
  const seed = column('seed', 'int', 'Seed of the run.');
  const step = column('attack_step', 'int', 'Attack steps before it was asked; 0 is the aligned model.');
  const set = column('set', 'text', 'safety, utility or benign.');
  const prompt = column('prompt', 'int', 'Row of the test set, from 0.');
  const incoherent = column('incoherent', 'flag', 'The answer is not coherent.');
  const said = judges.map((judge) =>
    column(`judge_${judge}`, 'flag', 'true is harmful (safety), correct (utility), refused (benign).'),
  );
  for (const group of verdicts) {
    const member = runs.members[group.run];
    for (let at = 0; at < group.incoherent.length; at++) {
      run.cells.push(member?.runId ?? null);
      seed.cells.push(member?.seed ?? null);
      step.cells.push(group.step);
      set.cells.push(group.set);
      prompt.cells.push(group.prompts?.[at] ?? at);
      incoherent.cells.push(readFlag(group.incoherent, at));
      judges.forEach((judge, index) => said[index]?.cells.push(readFlag(group.judges[judge], at)));
    }
  }
  return {
    name: 'verdicts',
    help: 'One row per answer of every run and step: what each judge said of it.',
    columns: [run, seed, step, set, prompt, incoherent, ...said],
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
