import { statSync } from 'node:fs';
import type { DataFormat } from '../../shared/data-format.ts';
import type { DatasetReport } from '../../shared/spec/inspection.ts';
import type { Job } from '../../shared/spec/job.ts';
import { openHashedFile } from '../data/file-chunks.ts';
import { createColumnCounter, guessColumns } from '../data/guess-columns.ts';
import { type Example, getTemplate } from '../data/index.ts';
import { normalisePrompt } from '../data/overlap.ts';
import { checkExample } from '../data/read-dataset.ts';
import { requireFormat, type RowResult, surveyRows } from '../data/records.ts';
import { createTextSet } from '../data/text-set.ts';
import { createLengthMeter } from '../data/token-lengths.ts';
import { loadTokenizer } from '../tokenizer/index.ts';
import { openJsonLines } from './json-lines.ts';
import { writeResult } from './write-result.ts';

type InspectJob = Extract<Job, { kind: 'inspect-dataset' }>;
type Problem = DatasetReport['problems'][number];

const listedProblems = 20;
const previewRows = 5;

/**
 * Writes a report on a data file, and its rows as JSON Lines where that was asked for and none of them has a problem.
 * @throws AppError `file/not-found`, `file/unreadable`, `data/unknown-format`, and those of the tokenizer.
 */
export function inspectDataset(job: InspectJob): void {
  const format = requireFormat(job.path);
  const { columns, present } = surveyColumns(job.path, format);
  const suggested = guessColumns(job.columns, present);
  writeResult(job.out, {
    ...surveyExamples(job, format, suggested),
    format,
    columns,
    suggested,
  } satisfies DatasetReport);
}

/** The first reading: which columns there are, so that the second can look into the right ones. */
function surveyColumns(path: string, format: DataFormat) {
  const counter = createColumnCounter();
  readAll(path, format, (result) => {
    if (result.kind === 'row') counter.add(result.row.record);
  });
  const columns = counter.list();
  return { columns, present: new Set(columns.map(({ name }) => name)) };
}

function surveyExamples(job: InspectJob, format: DataFormat, columns: DatasetReport['suggested']) {
  const template = getTemplate(job.template);
  const meter =
    job.model === null
      ? null
      : createLengthMeter({ template, tokenizer: loadTokenizer(job.model), maxLength: Number.MAX_SAFE_INTEGER });
  const rows = job.rows === null ? null : openJsonLines(job.rows);
  const problems: Problem[] = [];
  const preview: { prompt: string; answer: string }[] = [];
  const prompts = createTextSet();
  let [rowCount, problemCount, duplicatePrompts] = [0, 0, 0];
  const addProblem = (problem: Problem): void => {
    problemCount++;
    if (problems.length < listedProblems) problems.push(problem);
  };
  const addExample = (example: Example): void => {
    if (preview.length < previewRows) preview.push({ prompt: template.prompt(example), answer: example.output });
    if (!prompts.add(normalisePrompt(example))) duplicatePrompts++;
    meter?.add(example);
    rows?.write(example.record);
  };
  try {
    const digest = readAll(job.path, format, (result) => {
      if (result.kind === 'problem') {
        if (result.problem.number !== null) rowCount++;
        return addProblem({ row: result.problem.number, message: result.problem.message });
      }
      rowCount++;
      const checked = checkExample(result.row, rowCount - 1, columns);
      if ('message' in checked) return addProblem({ row: result.row.number, message: checked.message });
      if (checked.instruction.trim() === '')
        return addProblem({
          row: result.row.number,
          message: `the column "${columns.instruction}" must hold a text, but it is empty.`,
        });
      addExample(checked);
    });
    if (rowCount === 0 && problemCount === 0)
      addProblem({ row: null, message: 'at least one row was expected, but the file holds none.' });
    if (problemCount === 0) rows?.finish();
    const sizeBytes = statSync(job.path).size;
    const lengths = meter ? meter.finish() : null;
    return { rowCount, sizeBytes, digest, problems, problemCount, duplicatePrompts, preview, lengths };
  } finally {
    rows?.discard();
  }
}

/** Hands every row and problem over and returns the sha256 of the file. */
function readAll(path: string, format: DataFormat, take: (result: RowResult) => void): string {
  const file = openHashedFile(path);
  try {
    for (const result of surveyRows(format, file)) take(result);
    return file.finishDigest();
  } finally {
    file.close();
  }
}
