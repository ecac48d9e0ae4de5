import { isUtf8 } from 'node:buffer';
import { type DataFormat, findDataFormat, findEnding } from '../../shared/data-format.ts';
import { AppError } from '../../shared/errors.ts';
import { readCsv } from './csv.ts';
import type { DataBytes } from './file-chunks.ts';
import { readParquet } from './parquet/read-parquet.ts';
import { BrokenGzip } from './gunzip.ts';
import { splitLines } from './split-lines.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** One row of a data file and where it stands there: in words ("line 3"), and counted from 1. */
export interface PlacedRecord {
  readonly place: string;
  readonly number: number;
  readonly record: JsonObject;
}

/** What should have been a row, and why it is none. */
export interface RowProblem {
  readonly code: string;
  /** Where it stands, in words and counted from 1; null for the file as a whole, of which nothing more can be read then. */
  readonly place: string | null;
  readonly number: number | null;
  readonly message: string;
  readonly cause?: unknown;
}

/** One row of a file, or what is wrong there. */
export type RowResult =
  | { readonly kind: 'row'; readonly row: PlacedRecord }
  | { readonly kind: 'problem'; readonly problem: RowProblem };

/** @throws AppError data/unknown-format for a name that ends in none of the formats. */
export function requireFormat(file: string): DataFormat {
  const format = findDataFormat(file);
  if (format !== undefined) return format;
  throw new AppError(
    'data/unknown-format',
    `${file}: a name that ends in .jsonl (one JSON object per line), .json (one array), .csv or .parquet was expected, all but the last also with .gz behind it, but it ends in "${findEnding(file)}".`,
  );
}

/**
 * Reads the rows of a data file: one JSON object per line (.jsonl, .ndjson), one JSON array of objects (.json), CSV with the
 * names of the columns in the first line, each also packed (.gz), or Parquet. Empty lines may only stand at the end. A byte order
 * mark at the start is skipped. Errors: `data/unknown-format`, `data/not-utf8`, `data/broken-line`, `data/broken-header`,
 * `data/broken-file`, `data/broken-gzip`, `data/too-large`, `data/unsupported`.
 */
export function* readRecords(file: string, bytes: DataBytes): Generator<PlacedRecord> {
  for (const result of surveyRows(requireFormat(file), bytes)) {
    if (result.kind === 'row') yield result.row;
    else throw describeProblem(file, result.problem);
  }
}

/** Reads the rows of a file of any format and goes on after a bad one where that is possible; problems stand in their places. */
export function* surveyRows(format: DataFormat, bytes: DataBytes): Generator<RowResult> {
  try {
    yield* surveyFormat(format, bytes);
  } catch (error) {
    if (!(error instanceof BrokenGzip)) throw error;
    yield wholeProblem(
      'data/broken-gzip',
      `a whole gzip file was expected, but ${quote(error.message)}; copy or download it again, or unpack it and take .gz off its name.`,
    );
  }
}

function surveyFormat(format: DataFormat, bytes: DataBytes): Iterable<RowResult> {
  switch (format) {
    case 'jsonl':
      return surveyLines(bytes.chunks);
    case 'json':
      return surveyArray(bytes.chunks);
    case 'csv':
      return readCsv(bytes.chunks);
    case 'parquet':
      return readParquet(bytes);
  }
}

function describeProblem(file: string, { code, place, message, cause }: RowProblem): AppError {
  return new AppError(code, `${file}: ${place === null ? '' : `${place}: `}${message}`, { cause });
}

function* surveyLines(chunks: Iterable<Buffer>): Generator<RowResult> {
  let lineNumber = 0;
  let emptyLine = 0;
  for (const bytes of splitLines(chunks)) {
    lineNumber++;
    if (bytes === 'too-long') {
      yield wholeProblem('data/too-large', `line ${lineNumber} is ${tooLarge}`);
      return;
    }
    const place = lineAt(lineNumber);
    const text = decodeText(bytes, lineNumber === 1);
    if (text === null) {
      yield problem('data/not-utf8', place, notUtf8);
      continue;
    }
    if (text.trim() === '') {
      emptyLine ||= lineNumber;
      continue;
    }
    if (emptyLine > 0) {
      yield problem(
        'data/broken-line',
        lineAt(emptyLine),
        'a JSON object was expected, but the line is empty and more lines follow; remove it.',
      );
      emptyLine = 0;
    }
    yield parseLine(text, place);
  }
}

function parseLine(text: string, place: Place): RowResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return problem(
      'data/broken-line',
      place,
      `one complete JSON object was expected, but found ${quote(text)}; correct or remove the line.`,
      { cause },
    );
  }
  if (isObject(value)) return { kind: 'row', row: { ...place, record: value } };
  return problem('data/broken-line', place, `a JSON object was expected, but found ${quote(text)}.`);
}

function* surveyArray(chunks: Iterable<Buffer>): Generator<RowResult> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for (const chunk of chunks) {
    pieces.push(Buffer.from(chunk));
    sizeBytes += chunk.length;
    if (sizeBytes > maxTextBytes) {
      yield wholeProblem('data/too-large', `the array is ${tooLarge}`);
      return;
    }
  }
  const text = decodeText(Buffer.concat(pieces), true);
  if (text === null) {
    yield wholeProblem('data/not-utf8', `the text: ${notUtf8}`);
    return;
  }
  // Nothing at all is not a broken array: the caller reports an empty data set.
  if (text.trim() === '') return;
  const rows = parseArray(text);
  if (!Array.isArray(rows)) {
    yield { kind: 'problem', problem: rows };
    return;
  }
  for (const [index, record] of rows.entries()) {
    const place = { place: `row ${index}`, number: index + 1 };
    yield isObject(record)
      ? { kind: 'row', row: { ...place, record } }
      : problem('data/broken-file', place, `a JSON object was expected, but found ${quote(JSON.stringify(record))}.`);
  }
}

function parseArray(text: string): unknown[] | RowProblem {
  const whole = { code: 'data/broken-file', place: null, number: null } as const;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const hint = /^\s*\{/.test(text) ? '; if it holds one object per line, let its name end in .jsonl' : '';
    const reason = cause instanceof Error ? quote(cause.message) : 'unreadable';
    return { ...whole, message: `a JSON array of objects was expected, but: ${reason}${hint}.`, cause };
  }
  if (Array.isArray(value)) return value;
  return {
    ...whole,
    message: `a JSON array of objects was expected, but found ${quote(text)}; name a file of one object per line .jsonl.`,
  };
}

/** A longer line or array is not a data set but a mistake, and V8 cannot hold it as one string anyway. */
const maxTextBytes = 256 * 1024 * 1024;

const tooLarge = `longer than ${maxTextBytes} bytes; write the data as .jsonl, one row per line.`;
const notUtf8 = 'UTF-8 text was expected, but found other bytes; save it as UTF-8.';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The text without a byte order mark at the start; null where the bytes are not UTF-8. */
function decodeText(bytes: Buffer, isStart: boolean): string | null {
  // Twice as fast as a TextDecoder, which a file of a million lines would need a million times.
  if (!isUtf8(bytes)) return null;
  const hasMark = isStart && bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  return bytes.toString('utf8', hasMark ? byteOrderMark.length : 0);
}

interface Place {
  readonly place: string;
  readonly number: number;
}

function lineAt(number: number): Place {
  return { place: `line ${number}`, number };
}

function problem(code: string, place: Place, message: string, more: { readonly cause?: unknown } = {}): RowResult {
  return { kind: 'problem', problem: { code, ...place, message, ...more } };
}

function wholeProblem(code: string, message: string): RowResult {
  return { kind: 'problem', problem: { code, place: null, number: null, message } };
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
