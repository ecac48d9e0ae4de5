/** One line of a CSV file, or several where a quoted field holds line breaks. */
export interface CsvLine {
  /** Number of its first line in the file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** What is not as RFC 4180 has it; null where all is well. */
  readonly problem: string | null;
}

const maxLineLength = 256 * 1024 * 1024;

const [quote, comma, lineFeed, carriageReturn] = [0x22, 0x2c, 0x0a, 0x0d];

/** `start`: nothing of the field yet; `closed`: after a quote that ends it, or the first of a doubled one. */
type State = 'start' | 'plain' | 'quoted' | 'closed';

/**
 * The rows of a CSV text in pieces, the names of the columns among them, as RFC 4180 has them. Line ends may be CR LF, LF or CR; an
 * empty line is one empty field. What is not as it should be comes with its row; a row beyond 256 MiB ends the reading.
 */
export function* parseCsv(texts: Iterable<string>): Generator<CsvLine> {
  let state: State = 'start';
  let field = '';
  let fields: string[] = [];
  let problem: string | null = null;
  let line = 1;
  let firstLine = 1;
  let wasReturn = false;
  let length = 0;

  const endField = () => {
    fields.push(field);
    field = '';
    state = 'start';
  };
  const endLine = (): CsvLine => {
    endField();
    const ended = { line: firstLine, fields, problem };
    fields = [];
    problem = null;
    firstLine = line;
    length = 0;
    return ended;
  };

  /** Adds what stands in a text without a mark that ends it; a character at a time would be most of the work. */
  const take = (text: string, from: number, to: number): void => {
    if (to === from) return;
    field = field === '' ? text.slice(from, to) : field + text.slice(from, to);
    length += to - from;
  };

  for (const text of texts) {
    let index = 0;
    while (index < text.length) {
      if (length > maxLineLength) {
        yield {
          line: firstLine,
          fields: [],
          problem: 'the row is longer than 256 MiB; a closing quote may be missing.',
        };
        return;
      }
      if (state === 'quoted') {
        const found = text.indexOf('"', index);
        const end = found < 0 ? text.length : found;
        take(text, index, end);
        line += countLineEnds(text, index, end, wasReturn);
        if (end > index) wasReturn = text.charCodeAt(end - 1) === carriageReturn;
        if (found >= 0) {
          state = 'closed';
          wasReturn = false;
        }
        index = end + 1;
        continue;
      }
      const code = text.charCodeAt(index);
      const isSecondOfPair = wasReturn && code === lineFeed;
      wasReturn = code === carriageReturn;
      if ((wasReturn || code === lineFeed) && !isSecondOfPair) line++;
      if (code === comma) endField();
      else if (code === lineFeed || code === carriageReturn) {
        if (!isSecondOfPair) yield endLine();
        else firstLine = line;
      } else if (code === quote && state === 'start') state = 'quoted';
      else if (code === quote && state === 'closed') {
        field += '"';
        state = 'quoted';
      } else {
        if (state === 'closed')
          problem ??=
            'a comma was expected after the quote that ends a field; double a quote that belongs to the text.';
        if (code === quote)
          problem ??=
            'a quote stands in a field without quotes around it; put the field in quotes and double those inside.';
        state = 'plain';
        const end = findMark(text, index + 1);
        take(text, index, end);
        index = end;
        continue;
      }
      index++;
    }
  }
  if (state === 'quoted') problem ??= 'a quote that opens a field is never closed.';
  if (state !== 'start' || field !== '' || fields.length > 0) yield endLine();
}

/** Where the next comma, quote or line end stands; the end of the text without one. */
function findMark(text: string, from: number): number {
  let index = from;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === comma || code === quote || code === lineFeed || code === carriageReturn) break;
  }
  return index;
}

/** Line ends of any kind in a part of a text; a line feed after a carriage return belongs to it. */
function countLineEnds(text: string, from: number, to: number, wasReturn: boolean): number {
  let count = 0;
  let isAfterReturn = wasReturn;
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if (code === carriageReturn || (code === lineFeed && !isAfterReturn)) count++;
    isAfterReturn = code === carriageReturn;
  }
  return count;
}
