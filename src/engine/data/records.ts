import { extname } from 'node:path';
import { AppError } from '../../shared/errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** One row of a data file and where it stands there, in words ("line 3"). */
export interface PlacedRecord {
  readonly place: string;
  readonly record: JsonObject;
}

/** A longer line or array is not a data set but a mistake, and V8 cannot hold it as one string anyway. */
const maxTextBytes = 256 * 1024 * 1024;

const newline = 0x0a;

/**
 * Reads the rows of a data file: one JSON object per line (.jsonl, .ndjson) or one JSON array of objects (.json).
 * Empty lines may only stand at the end. A byte order mark at the start is skipped.
 * Errors: `data/unknown-format`, `data/not-utf8`, `data/broken-line`, `data/broken-file`, `data/too-large`.
 */
export function readRecords(file: string, chunks: Iterable<Buffer>): Iterable<PlacedRecord> {
  const extension = extname(file).toLowerCase();
  if (extension === '.jsonl' || extension === '.ndjson') return readLines(file, chunks);
  if (extension === '.json') return readArray(file, chunks);
  throw new AppError(
    'data/unknown-format',
    `${file}: a .jsonl file (one JSON object per line) or a .json file (one array) was expected, but the name ends in "${extension}".`,
  );
}

function* readLines(file: string, chunks: Iterable<Buffer>): Generator<PlacedRecord> {
  let lineNumber = 0;
  let emptyLine = 0;
  for (const bytes of splitLines(file, chunks)) {
    lineNumber++;
    const place = `line ${lineNumber}`;
    const text = decodeText(bytes, file, place, lineNumber === 1);
    if (text.trim() === '') {
      emptyLine ||= lineNumber;
      continue;
    }
    if (emptyLine > 0) {
      throw new AppError(
        'data/broken-line',
        `${file}: line ${emptyLine}: a JSON object was expected, but the line is empty and more lines follow; remove it.`,
      );
    }
    yield { place, record: parseLine(text, file, place) };
  }
}

function* splitLines(file: string, chunks: Iterable<Buffer>): Generator<Buffer> {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  let lineNumber = 1;
  for (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield pieces.length === 0 ? chunk.subarray(start, end) : Buffer.concat([...pieces, chunk.subarray(start, end)]);
      pieces = [];
      sizeBytes = 0;
      lineNumber++;
      start = end + 1;
    }
    pieces.push(chunk.subarray(start));
    sizeBytes += chunk.length - start;
    if (sizeBytes > maxTextBytes) throw describeTooLarge(file, `line ${lineNumber} is`);
  }
  if (sizeBytes > 0) yield Buffer.concat(pieces);
}

function parseLine(text: string, file: string, place: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError(
      'data/broken-line',
      `${file}: ${place}: one complete JSON object was expected, but found ${quote(text)}; correct or remove the line.`,
      { cause: error },
    );
  }
  if (isObject(value)) return value;
  throw new AppError('data/broken-line', `${file}: ${place}: a JSON object was expected, but found ${quote(text)}.`);
}

function* readArray(file: string, chunks: Iterable<Buffer>): Generator<PlacedRecord> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for (const chunk of chunks) {
    pieces.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > maxTextBytes) throw describeTooLarge(file, 'the array is');
  }
  const text = decodeText(Buffer.concat(pieces), file, 'the text', true);
  // Nothing at all is not a broken array: the caller reports an empty data set.
  if (text.trim() === '') return;
  const rows = parseArray(text, file);
  for (const [index, record] of rows.entries()) {
    if (!isObject(record)) {
      throw new AppError(
        'data/broken-file',
        `${file}: row ${index}: a JSON object was expected, but found ${quote(JSON.stringify(record))}.`,
      );
    }
    yield { place: `row ${index}`, record };
  }
}

function parseArray(text: string, file: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const hint = /^\s*\{/.test(text) ? '; if it holds one object per line, let its name end in .jsonl' : '';
    const reason = error instanceof Error ? quote(error.message) : 'unreadable';
    throw new AppError('data/broken-file', `${file}: a JSON array of objects was expected, but: ${reason}${hint}.`, {
      cause: error,
    });
  }
  if (Array.isArray(value)) return value;
  throw new AppError(
    'data/broken-file',
    `${file}: a JSON array of objects was expected, but found ${quote(text)}; name a file of one object per line .jsonl.`,
  );
}

function decodeText(bytes: Buffer, file: string, place: string, isStart: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: !isStart }).decode(bytes);
  } catch (error) {
    throw new AppError(
      'data/not-utf8',
      `${file}: ${place}: UTF-8 text was expected, but found other bytes; save it as UTF-8.`,
      { cause: error },
    );
  }
}

function describeTooLarge(file: string, what: string): AppError {
  return new AppError(
    'data/too-large',
    `${file}: ${what} longer than ${maxTextBytes} bytes; write the data as .jsonl, one row per line.`,
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The beginning of a text as one quoted line, short enough for a sentence. */
export function quote(text: string): string {
  // Control characters would reach the reader's terminal.
  const oneLine = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return oneLine.length > 60 ? `"${oneLine.slice(0, 57)}..."` : `"${oneLine}"`;
}
