import { getLayout } from '../../shared/layouts/index.ts';
import type { DatasetReport } from '../../shared/spec/inspection.ts';
import { ownColumns } from '../../shared/spec/recipe.ts';
import { renderPairs } from '../terminal/table.ts';

const write = (value: number): string => value.toLocaleString('en-US');

/** What was found in a file and what the recipe makes of it, as lines of names and values. */
export function renderReport(report: DatasetReport): string {
  const { recipe, suggested } = report;
  return renderPairs(
    [
      ['Layout', describeLayout(report)],
      [
        'Columns',
        Object.entries(recipe.layout === ownColumns ? suggested : {})
          .map(([part, name]) => `${part}=${name ?? ''}`)
          .join(', '),
      ],
      ['Rows', describeRows(report)],
      ['Repeated', `${write(report.duplicatePrompts)} of them have an earlier row’s prompt`],
      ['SHA-256', `${report.digest} (the file)`],
    ].filter((pair): pair is [string, string] => pair[1] !== ''),
  );
}

/** Problems by row, for stderr. */
export function listProblems({ problems, problemCount }: DatasetReport): string[] {
  const listed = problems.map(({ row, message }) => `${row === null ? '' : `row ${row}: `}${message}`);
  return problemCount > listed.length ? [...listed, `… and ${write(problemCount - listed.length)} more.`] : listed;
}

function describeLayout({ recipe, recognised }: DatasetReport): string {
  if (recipe.layout === ownColumns)
    return recognised.length === 0 ? 'own columns' : `own columns (the file also fits ${recognised.join(', ')})`;
  const layout = getLayout(recipe.layout);
  const choice = layout.choices.find(({ name }) => name === recipe.choice);
  return [layout.label, ...(choice ? [choice.label] : [])].join(', ');
}

function describeRows({ recipe, rowCount, takenCount, leftOutCount, problemCount }: DatasetReport): string {
  const { start, count, offByOne } = recipe;
  const first = offByOne ? start + 1 : start;
  const range =
    first > 0 || count !== null ? [`range ${first} to ${count === null ? 'the end' : start + count - 1}`] : [];
  const left = leftOutCount > 0 ? [`${write(leftOutCount)} left out by the choice`] : [];
  const bad = problemCount > 0 ? [`${write(problemCount)} ${problemCount === 1 ? 'problem' : 'problems'}`] : [];
  return [`${write(takenCount)} of ${write(rowCount)} taken`, ...range, ...left, ...bad].join(', ');
}
