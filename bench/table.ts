import type { CaseResult } from './results.ts';

/** The cases as lines of a table with a verdict each. */
export function formatCases(results: readonly CaseResult[]): string {
  const rows = results.map(({ case: found, ours, reference, ratio, spread, fastest }) => [
    found.title,
    `${short(ours)} ${found.unit}`,
    found.what === 'overhead' ? `at most ${short(reference)} %` : `${short(reference)} ${found.unit}`,
    `${ratio.toFixed(2)}x`,
    `${spread[0].toFixed(2)} to ${spread[1].toFixed(2)}`,
    fastest === null ? '' : `${fastest.toFixed(2)}x`,
    `${found.bar}x`,
    ratio >= found.bar ? 'ok' : 'MISSED',
  ]);
  return formatTable(['case', 'ours', 'reference', 'ratio', 'rounds', 'fastest', 'bar', ''], rows);
}

/** Columns padded to their widest cell; the first on the left, the others on the right. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].join('\n');
}

export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
