import type { DecodedArray, SchemaTree } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { AppError } from '../../../shared/errors.ts';
import type { DataBytes } from '../file-chunks.ts';
import type { RowResult } from '../records.ts';
import { readColumnPages } from './column-pages.ts';
import { type Footer, readFooter, type RowGroup } from './footer.ts';
import { ParquetProblem } from './parquet-problem.ts';
import { toPlainValue } from './plain-value.ts';

/** Rows that are put together at a time. */
const batchRows = 2048;

/**
 * Reads the rows of a Parquet file, page by page. Structures and lists become objects and arrays; what is wrong with the file
 * is one problem, after which nothing more is read.
 */
export function* readParquet(bytes: DataBytes): Generator<RowResult> {
  let number = 0;
  try {
    const footer = readFooter(bytes);
    for (const [index, group] of footer.groups.entries()) {
      for (const rows of readGroup(bytes, footer, group, index)) {
        for (const record of rows) {
          yield { kind: 'row', row: { place: `row ${number}`, number: number + 1, record } };
          number++;
        }
      }
    }
  } catch (error) {
    if (!(error instanceof ParquetProblem)) throw error;
    const { code, message } = error;
    yield { kind: 'problem', problem: { code, place: null, number: null, message, cause: error } };
  }
}

/** A top-level column of a row group: its leaves, and their values so far. */
interface Column {
  readonly name: string;
  readonly tree: SchemaTree;
  readonly leaves: readonly Leaf[];
}

interface Leaf {
  readonly path: string;
  readonly pages: Iterator<DecodedArray>;
  page: DecodedArray;
  used: number;
}

type Row = Record<string, unknown>;

function* readGroup(bytes: DataBytes, footer: Footer, group: RowGroup, index: number): Generator<Row[]> {
  const columns = footer.schema.children.map((tree): Column => {
    const { name } = tree.element;
    const chunks = group.chunks.filter(({ path_in_schema: [top] }) => top === name);
    if (chunks.length === 0)
      throw new ParquetProblem('data/broken-file', `row group ${index}: the column "${name}" is missing.`);
    const leaves = chunks.map((chunk) => ({
      path: chunk.path_in_schema.join('.'),
      pages: readColumnPages(bytes, chunk, footer.schema),
      page: [],
      used: 0,
    }));
    return { name, tree, leaves };
  });
  let left = group.rowCount;
  while (left > 0) {
    let count = Math.min(left, batchRows);
    for (const column of columns)
      for (const leaf of column.leaves)
        count = Math.min(
          count,
          describeFailure(index, leaf.path, () => fillLeaf(leaf, group.rowCount - left)),
        );
    const rows: Row[] = Array.from({ length: count }, () => ({}));
    for (const column of columns) describeFailure(index, column.name, () => fillRows(rows, column));
    left -= count;
    yield rows;
  }
}

/** How many values are at hand: at least one. */
function fillLeaf(leaf: Leaf, row: number): number {
  while (leaf.used === leaf.page.length) {
    const next = leaf.pages.next();
    if (next.done) throw new Error(`the column ends after ${row} rows of its group`);
    leaf.page = next.value;
    leaf.used = 0;
  }
  return leaf.page.length - leaf.used;
}

function fillRows(rows: readonly Row[], { name, tree, leaves }: Column): void {
  const values = tree.children.length === 0 ? takeFlat(rows.length, leaves) : takeNested(rows.length, tree, leaves);
  for (const [index, row] of rows.entries()) row[name] = toPlainValue(values.page[values.from + index]);
}

function takeFlat(count: number, [leaf]: readonly Leaf[]): { page: DecodedArray; from: number } {
  if (!leaf) return { page: [], from: 0 };
  const taken = { page: leaf.page, from: leaf.used };
  leaf.used += count;
  return taken;
}

function takeNested(count: number, tree: SchemaTree, leaves: readonly Leaf[]): { page: DecodedArray; from: number } {
  const parts = new Map<string, DecodedArray>();
  for (const leaf of leaves) {
    parts.set(leaf.path, leaf.page.slice(leaf.used, leaf.used + count));
    leaf.used += count;
  }
  assembleNested(parts, tree, DEFAULT_PARSERS);
  return { page: parts.get(tree.element.name) ?? [], from: 0 };
}

/** Names the place of what a decoder throws, whose own words are for programmers. */
function describeFailure<Result>(group: number, column: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const place = `row group ${group}, column "${column}"`;
    if (isEncodingError(error))
      throw new ParquetProblem('data/not-utf8', `${place}: UTF-8 text was expected, but found other bytes.`, error);
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ').replace(/\.$/, '') : 'unreadable';
    const isUnsupported = /unsupported|not supported/i.test(reason);
    throw new ParquetProblem(
      isUnsupported ? 'data/unsupported' : 'data/broken-file',
      `${place}: readable pages were expected, but: ${reason}; ${isUnsupported ? 'write the file anew with plain settings' : 'the file was damaged, copy it again'}.`,
      error,
    );
  }
}

function isEncodingError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}
