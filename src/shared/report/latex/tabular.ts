import { escapeLatex, escapeLatexWord, unknownCharacterCommand } from './escape.ts';

/** A column of a LaTeX table. */
export interface LatexColumn {
  /** LaTeX, as heads are. */
  readonly head: string;
  /** Of the preamble of the table, such as "l" or "S[table-format=2.1]". */
  readonly format: string;
  /** Columns that the head spans; 1 unless said, 0 where an earlier one spans it. */
  readonly span?: number;
}

export interface LatexTable {
  /** Comments for whoever opens the file: what it holds, and what it needs. */
  readonly notes: readonly string[];
  readonly columns: readonly LatexColumn[];
  /** Groups of rows of LaTeX cells, with a rule between groups. */
  readonly groups: readonly (readonly (readonly string[])[])[];
  /** Breaks over pages: \caption stands in it, and its head is repeated. */
  readonly long?: { readonly caption: string; readonly label: string } | undefined;
}

/** Packages that a table needs. */
const packages = '\\usepackage{booktabs}, \\usepackage{siunitx}';

/** A file with one booktabs table, to be read with \input. */
export function encodeLatexTable({ notes, columns, groups, long }: LatexTable): string {
  const needs = long ? `${packages}, \\usepackage{array}, \\usepackage{longtable}` : `${packages}, \\usepackage{array}`;
  const format = columns.map((column) => column.format).join('');
  const head = columns.flatMap(({ head: text, span = 1 }) => {
    if (span === 0) return [];
    return [span > 1 ? `\\multicolumn{${span}}{c}{${text}}` : `{${text}}`];
  });
  const body = groups
    .filter((rows) => rows.length > 0)
    .flatMap((rows, index) => [...(index > 0 ? ['\\midrule'] : []), ...rows.map((row) => `${row.join(' & ')} \\\\`)]);
  const headRows = ['\\toprule', `${head.join(' & ')} \\\\`, '\\midrule'];
  const lines = long
    ? [
        `\\begin{longtable}{${format}}`,
        `\\caption{${long.caption}}\\label{${long.label}}\\\\`,
        ...headRows,
        '\\endfirsthead',
        ...headRows,
        '\\endhead',
        '\\bottomrule',
        '\\endfoot',
        ...body,
        '\\end{longtable}',
      ]
    : [`\\begin{tabular}{${format}}`, ...headRows, ...body, '\\bottomrule', '\\end{tabular}'];
  return [
    ...[...notes, `Needs ${needs}.`].map((note) => `% ${note.toWellFormed().replace(/\p{Cc}+/gu, ' ')}`),
    unknownCharacterCommand,
    ...lines,
    '',
  ].join('\n');
}

/** Width of a page's text in characters of a small table, less the gaps between columns. */
const lineRoom = 104;
const gap = 3;
/** Text shorter than this is not broken. */
const shortest = 14;

/**
 * Columns and cells of texts for people: short columns as wide as they are, long ones broken into lines in the room that is left.
 * Columns of plain numbers are aligned at their points.
 */
export function layOutTexts(
  heads: readonly { readonly label: string; readonly isNumber?: boolean }[],
  rows: readonly (readonly string[])[],
): { columns: LatexColumn[]; cells: string[][] } {
  const widths = heads.map(({ label }, column) =>
    Math.max(...[label, ...rows.map((row) => row[column] ?? '')].map((text) => Array.from(text).length)),
  );
  const room = lineRoom - gap * heads.length;
  const limits = shareRoom(widths, room);
  const plain = heads.map(
    ({ isNumber }, column) => isNumber === true && rows.every((row) => isPlain(row[column] ?? '')),
  );
  const columns = heads.map(({ label, isNumber }, column): LatexColumn => {
    const width = widths[column] ?? 0;
    const limit = limits[column] ?? 0;
    const head = escapeLatex(label);
    if (width > limit) {
      const share = (limit / lineRoom).toFixed(3);
      return { head, format: `>{\\raggedright\\arraybackslash}p{${share}\\linewidth}` };
    }
    if (plain[column]) return { head, format: formatNumberColumn(rows.map((row) => row[column] ?? '')) };
    return { head, format: isNumber ? 'r' : 'l' };
  });
  const cells = rows.map((row) =>
    heads.map((_, column) => {
      const text = row[column] ?? '';
      if (plain[column]) return encodeNumber(text);
      return (widths[column] ?? 0) > (limits[column] ?? 0) ? escapeWords(text) : escapeLatex(text);
    }),
  );
  return { columns, cells };
}

/** Every column its own width, or the widest ones an equal share of what the others leave. */
function shareRoom(widths: readonly number[], room: number): number[] {
  const wide = new Set<number>();
  for (;;) {
    const taken = widths.reduce((sum, width, column) => sum + (wide.has(column) ? 0 : width), 0);
    const share = Math.max(shortest, Math.floor((room - taken) / Math.max(1, wide.size)));
    const fits = taken + wide.size * share <= room || wide.size === widths.length;
    if (fits && (wide.size > 0 || taken <= room))
      return widths.map((width, column) => (wide.has(column) ? share : width));
    const widest = widths.reduce(
      (best, width, column) => (wide.has(column) || width <= (widths[best] ?? 0) ? best : column),
      -1,
    );
    if (widest < 0) return widths.map((width, column) => (wide.has(column) ? share : width));
    wide.add(widest);
  }
}

/** Long words may be broken, others not. */
function escapeWords(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => (word.length > 12 ? escapeLatexWord(word) : escapeLatex(word)))
    .join(' ');
}

/** A number as formatNumber and formatDifference write it, or the dash that stands for none. */
function isPlain(text: string): boolean {
  return /^[+−]?\d+(\.\d+)?$/.test(text) || text === '–';
}

/** An S column with room for the longest number. */
export function formatNumberColumn(texts: readonly string[]): string {
  const numbers = texts.filter((text) => !/[–e]/.test(text)).map((text) => text.replace('−', '-'));
  const whole = Math.max(1, ...numbers.map((text) => (/\d+/.exec(text)?.[0] ?? '').length));
  const decimals = Math.max(0, ...numbers.map((text) => (/\.(\d+)/.exec(text)?.[1] ?? '').length));
  const sign = numbers.some((text) => /^[+-]/.test(text)) ? '-' : '';
  return `S[table-format=${sign}${whole}${decimals > 0 ? `.${decimals}` : ''}]`;
}

/** A cell of an S column; a dash and a power of ten are texts there. */
export function encodeNumber(text: string): string {
  if (text === '–') return '{--}';
  const number = text.replaceAll('−', '-');
  return number.includes('e') ? `{\\num{${number}}}` : number;
}
