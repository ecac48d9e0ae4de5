import { isMeantToShare } from '../../shared/overlap-sets.ts';
import type { OverlapReport } from '../../shared/spec/inspection.ts';
import { renderTable } from '../terminal/table.ts';
import { clean } from '../terminal/text.ts';

type Examples = OverlapReport['between'][number]['examples'];

const write = (value: number): string => value.toLocaleString('en-US');

/** The sets, then what they share, each with examples by row number; texts only where the report still has them. */
export function renderOverlap({ sets, between, threshold }: OverlapReport, width: number): string {
  const own = renderTable({
    columns: [
      { head: 'set' },
      ...['rows', 'different prompts', 'repeat an earlier', 'near another'].map((head) => ({
        head,
        align: 'right' as const,
      })),
    ],
    rows: sets.map(({ role, rowCount, promptCount, within }) => [
      role,
      ...[rowCount, promptCount, within.exactCount, within.nearCount].map(write),
    ]),
    width,
  });
  const shared = between.filter(({ exactCount, nearCount }) => exactCount + nearCount > 0);
  const pairs = renderTable({
    columns: [
      { head: 'rows of' },
      { head: 'that are also in' },
      { head: 'the same', align: 'right' },
      { head: 'near', align: 'right' },
      { head: 'examples: row = row there' },
    ],
    rows: shared.map(({ left, right, exactCount, nearCount, examples }) => [
      left,
      isMeantToShare(left, right) ? `${right} (as meant)` : right,
      write(exactCount),
      write(nearCount),
      listRows(examples),
    ]),
    width,
  });
  const texts = [
    ...sets.map(({ role, within }) => ({ title: `${role}, within`, examples: within.examples })),
    ...shared.map(({ left, right, examples }) => ({ title: `${left}, ${right}`, examples })),
  ]
    .filter(({ examples }) => examples.some(({ leftText }) => leftText !== ''))
    .map(({ title, examples }) => `${title}\n${examples.map(renderTexts).join('\n')}`);
  return [
    own,
    shared.length === 0 ? 'No two sets share a prompt, and none comes near one of another set.' : pairs,
    ...texts,
    `Near: a Jaccard similarity of at least ${threshold} of the sets of five characters in a row.`,
  ].join('\n\n');
}

function listRows(examples: Examples): string {
  return examples
    .map(
      ({ leftRow, rightRow, isExact, similarity }) =>
        `${leftRow}${isExact ? '=' : '≈'}${rightRow}${isExact ? '' : ` (${similarity.toFixed(2)})`}`,
    )
    .join(', ');
}

function renderTexts({ leftRow, rightRow, leftText, rightText }: Examples[number]): string {
  return `  row ${leftRow}: ${clean(leftText)}\n  row ${rightRow}: ${clean(rightText)}`;
}
