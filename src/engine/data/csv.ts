import { parseCsv } from '../../shared/parse-csv.ts';
import type { RowResult } from './records.ts';

/**
 * Reads a CSV file as RFC 4180 describes it: commas, fields in double quotes where need be, quotes doubled inside, and a
 * first line with the names of the columns. Line ends may be CR LF, LF or CR. Empty lines may only stand at the end.
 */
export function* readCsv(chunks: Iterable<Buffer>): Generator<RowResult> {
  let header: readonly string[] | null = null;
  let number = 0;
  let emptyLine = 0;
  try {
    for (const { line, fields, problem } of parseCsv(decode(chunks))) {
      if (header === null) {
        const wrong = problem ?? findHeaderProblem(fields);
        if (wrong !== null)
          return yield wholeProblem('data/broken-header', `line ${line}, the names of columns: ${wrong}`);
        header = fields;
        continue;
      }
      if (fields.length === 1 && fields[0] === '' && header.length > 1) {
        emptyLine ||= line;
        continue;
      }
      if (emptyLine > 0) {
        yield rowProblem(++number, emptyLine, 'the line is empty and more lines follow; remove it.');
        emptyLine = 0;
      }
      number++;
      const wrong = problem ?? findCountProblem(fields, header);
      if (wrong !== null) yield rowProblem(number, line, wrong);
      else yield { kind: 'row', row: { place: `line ${line}`, number, record: toRecord(header, fields) } };
    }
  } catch (error) {
    // The decoder's own error; whatever else is thrown here would be a bug.
    if (!(error instanceof TypeError)) throw error;
    yield wholeProblem(
      'data/not-utf8',
      `UTF-8 text was expected, but found other bytes after row ${number}; save it as UTF-8 (in a spreadsheet: "CSV UTF-8").`,
    );
  }
}

function findHeaderProblem(names: readonly string[]): string | null {
  const [first = ''] = names;
  if (names.length === 1 && /[;\t]/.test(first))
    return `columns must be separated by commas, but ${first.includes('\t') ? 'tabs' : 'semicolons'} were found; save the file with commas.`;
  if (names.some((name) => name.trim() === '')) return 'a name for each column was expected, but one is empty.';
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `each name may stand once, but "${twice}" stands twice.`;
}

function findCountProblem(fields: readonly string[], header: readonly string[]): string | null {
  if (fields.length === header.length) return null;
  return `${header.length} fields were expected, as in the first line, but found ${fields.length}; a field with a comma must stand in double quotes.`;
}

function toRecord(header: readonly string[], fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(header.map((name, index) => [name, fields[index] ?? '']));
}

function rowProblem(number: number, line: number, message: string): RowResult {
  const place = `line ${line}`;
  return { kind: 'problem', problem: { code: 'data/broken-line', place, number, message: `${place}: ${message}` } };
}

function wholeProblem(code: string, message: string): RowResult {
  return { kind: 'problem', problem: { code, place: null, number: null, message } };
}

/** The text in pieces, without a byte order mark. @throws TypeError where the bytes are not UTF-8. */
function* decode(chunks: Iterable<Buffer>): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
