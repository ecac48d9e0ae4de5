import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { findDataFormat, isCompressed } from '../../shared/data-format.ts';
import { parseCsv } from '../../shared/parse-csv.ts';
import { readParquetColumns } from './read-parquet-columns.ts';

/** What a packed file may hold to be looked into: it is unpacked in this process's memory. */
const mostUnpackedBytes = 256 * 1024 * 1024;

export type PartialRow = Readonly<Record<string, unknown>>;

/**
 * The rows of a data file of any format with some of its columns, and perhaps others; a row that is none is empty. Rows count as
 * the engine counts them. @throws an error for a file that is not what its name says.
 */
export function readColumns(path: string, bytes: Buffer, isWanted: (column: string) => boolean): PartialRow[] {
  const plain = isCompressed(path) ? gunzipSync(bytes, { maxOutputLength: mostUnpackedBytes }) : bytes;
  const format = findDataFormat(path);
  if (format === 'parquet') return readParquetColumns(plain, isWanted);
  const text = plain.toString('utf8').replace(/^\ufeff/, '');
  if (format === 'csv') return readCsvRows(text);
  return readJsonRows(text).map((value) => rowSchema.safeParse(value).data ?? {});
}

const rowSchema = z.record(z.string(), z.unknown());

function readCsvRows(text: string): PartialRow[] {
  const [header, ...lines] = parseCsv([text]);
  const names = header?.fields ?? [];
  // Empty lines at the end are no rows.
  return lines
    .filter(({ fields }) => names.length === 1 || fields.length > 1 || fields[0] !== '')
    .map(({ fields }) => Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ''])));
}

/** One array, or a value per line, whatever the file is called. */
function readJsonRows(text: string): unknown[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) {
    return trimmed
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): unknown => JSON.parse(line));
  }
  const rows: unknown = JSON.parse(trimmed);
  return Array.isArray(rows) ? rows : [];
}
