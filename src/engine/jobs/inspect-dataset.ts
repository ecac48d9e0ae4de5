import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { DataFormat } from '../../shared/data-format.ts';
import { getChoice, getLayout, recogniseLayouts, recognisedByRows } from '../../shared/layouts/index.ts';
import { columnsSchema, type Dataset } from '../../shared/settings/dataset.ts';
import type { DatasetReport } from '../../shared/spec/inspection.ts';
import type { Job } from '../../shared/spec/job.ts';
import { ownColumns, recognised, type Recipe } from '../../shared/spec/recipe.ts';
import { openHashedFile } from '../data/file-chunks.ts';
import { createColumnCounter, guessColumns } from '../data/guess-columns.ts';
import { type Example, openTemplate } from '../data/index.ts';
import { normalisePrompt } from '../data/overlap.ts';
import { type JsonObject, requireFormat, type RowResult, surveyRows } from '../data/records.ts';
import { createRowSelector } from '../data/select-rows.ts';
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
 * Writes a report on a data file as a recipe makes a data set of it, and its rows as JSON Lines where that was asked for and
 * nothing keeps them from being imported.
 * @throws AppError `file/not-found`, `file/unreadable`, `data/unknown-format`, `data/unknown-layout`, `data/unknown-choice`,
 * `data/empty-range`, and those of the tokenizer.
 */
export function inspectDataset(job: InspectJob): void {
  // Rows are garbage a moment after they were read; a heap that grows for them takes a hundred megabytes more and is no faster.
  setFlagsFromString('--semi-space-growth-factor=1');
  const format = requireFormat(job.path);
  const { columns, present, first } = surveyColumns(job.path, format);
  const fitting = recogniseLayouts(first).map(({ name }) => name);
  const recipe = completeRecipe(job.recipe, fitting, present);
  const suggested = recipe.layout === ownColumns ? recipe.columns : columnsSchema.parse({});
  writeResult(job.out, {
    ...surveyExamples(job, format, recipe, suggested),
    format,
    columns,
    recipe,
    recognised: fitting,
    suggested,
  } satisfies DatasetReport);
}

/** The recipe as it is applied: a layout that is known, a choice that it has, columns that are there. */
function completeRecipe(asked: Recipe, fitting: readonly string[], present: ReadonlySet<string>): Recipe {
  const layout = asked.layout === recognised ? (fitting[0] ?? ownColumns) : asked.layout;
  if (layout === ownColumns) return { ...asked, layout, choice: null, columns: guessColumns(asked.columns, present) };
  return { ...asked, layout, choice: getChoice(getLayout(layout), asked.choice) || null };
}

/** The first reading: which columns there are, so that the second can look into the right ones. */
function surveyColumns(path: string, format: DataFormat) {
  const counter = createColumnCounter();
  const first: JsonObject[] = [];
  readAll(path, format, (result) => {
    if (result.kind !== 'row') return;
    counter.add(result.row.record);
    if (first.length < recognisedByRows) first.push(result.row.record);
  });
  const columns = counter.list();
  return { columns, present: new Set(columns.map(({ name }) => name)), first };
}

function surveyExamples(job: InspectJob, format: DataFormat, recipe: Recipe, columns: Dataset['columns']) {
  const template = openTemplate(job, job.model);
  const selector = createRowSelector(recipe, columns);
  const meter =
    job.model === null
      ? null
      : createLengthMeter({ template, tokenizer: loadTokenizer(job.model), maxLength: Number.MAX_SAFE_INTEGER });
  const rows = job.rows === null ? null : openJsonLines(job.rows);
  const problems: Problem[] = [];
  const preview: { prompt: string; answer: string }[] = [];
  const prompts = createTextSet();
  let [rowCount, takenCount, leftOutCount, problemCount, duplicatePrompts] = [0, 0, 0, 0, 0];
  let isReady = true;
  const addProblem = (problem: Problem, isInTheWay: boolean): void => {
    problemCount++;
    if (isInTheWay) isReady = false;
    if (problems.length < listedProblems) problems.push(problem);
  };
  const addExample = (example: Example): void => {
    takenCount++;
    if (preview.length < previewRows) preview.push({ prompt: template.prompt(example), answer: example.output });
    if (!prompts.add(normalisePrompt(example))) duplicatePrompts++;
    meter?.add(example);
    rows?.write(example.record);
  };
  try {
    const digest = readAll(job.path, format, (result) => {
      if (result.kind === 'row' || result.problem.number !== null) rowCount++;
      const selected = selector.select(result);
      if (selected.kind === 'taken') addExample(selected.example);
      else if (selected.kind === 'left-out') leftOutCount++;
      else if (selected.kind === 'problem') {
        const { row, message } = selected;
        addProblem({ row, message }, row === null || !recipe.leaveOutBad);
      }
    });
    const missing = selector.finish();
    if (missing !== null) addProblem({ row: null, message: missing }, true);
    else if (takenCount === 0 && problemCount === 0) addProblem({ row: null, message: describeNone(rowCount) }, true);
    if (isReady) rows?.finish();
    const sizeBytes = statSync(job.path).size;
    const lengths = meter ? meter.finish() : null;
    const counts = { rowCount, takenCount, leftOutCount, problemCount, duplicatePrompts };
    return { ...counts, isReady, sizeBytes, digest, problems, preview, lengths };
  } finally {
    rows?.discard();
  }
}

function describeNone(rowCount: number): string {
  return rowCount === 0
    ? 'at least one row was expected, but the file holds none.'
    : `at least one row was expected, but the choice leaves out all ${rowCount}; choose other rows.`;
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
