import { type ColumnMetaData, type DecodedArray, parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { readColumn } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { compressors } from 'hyparquet-compressors';

/**
 * Some columns of a whole Parquet file, row by row; structures and lists become objects and arrays. The engine reads data page by page and
 * checks it; this is for a look at a few small columns of a file that it has read. @throws the decoder's error for a damaged file.
 */
export function readParquetColumns(
  bytes: Uint8Array,
  isWanted: (column: string) => boolean,
): Record<string, unknown>[] {
  // A Buffer's slice would not be a copy, and the decoder reads from the start of what it is given.
  const own = new Uint8Array(bytes);
  const metadata = parquetMetadata(readFooter(own), { geoparquet: false });
  const schema = parquetSchema(metadata);
  const wanted = schema.children.filter(({ element }) => isWanted(element.name));
  return metadata.row_groups.flatMap(({ num_rows, columns }) => {
    const rowCount = Number(num_rows);
    const rows: Record<string, unknown>[] = Array.from({ length: rowCount }, () => ({}));
    for (const tree of wanted) {
      const chunks = columns.flatMap(({ meta_data }) =>
        meta_data?.path_in_schema[0] === tree.element.name ? [meta_data] : [],
      );
      const values = readValues(own, { schema, tree, chunks, rowCount });
      for (const [index, row] of rows.entries()) row[tree.element.name] = values[index];
    }
    return rows;
  });
}

function readFooter(bytes: Uint8Array): ArrayBuffer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(bytes.byteLength - 8, true) + 8;
  return bytes.slice(bytes.byteLength - length).buffer;
}

interface ColumnPlace {
  readonly schema: SchemaTree;
  readonly tree: SchemaTree;
  readonly chunks: readonly ColumnMetaData[];
  readonly rowCount: number;
}

function readValues(bytes: Uint8Array, { schema, tree, chunks, rowCount }: ColumnPlace): DecodedArray {
  const parts = new Map<string, DecodedArray>(
    chunks.map((chunk) => [chunk.path_in_schema.join('.'), readChunk(bytes, schema, chunk, rowCount)]),
  );
  if (tree.children.length > 0) assembleNested(parts, tree, DEFAULT_PARSERS);
  return parts.get(tree.element.name) ?? [];
}

function readChunk(
  bytes: Uint8Array,
  schema: SchemaTree,
  { type, codec, path_in_schema: pathInSchema, ...chunk }: ColumnMetaData,
  rowCount: number,
): DecodedArray {
  const schemaPath = getTreePath(schema, pathInSchema);
  const element = schemaPath.at(-1)?.element;
  if (!element) throw new Error(`The column ${pathInSchema.join('.')} is not in the schema.`);
  // Some writers name the first data page only, though a dictionary stands before it, or the other way round.
  const [data, dictionary] = [Number(chunk.data_page_offset), Number(chunk.dictionary_page_offset ?? 0)];
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  const part = bytes.slice(start, start + Number(chunk.total_compressed_size));
  const reader = { view: new DataView(part.buffer), offset: 0 };
  const decoder = { type, codec, pathInSchema, element, schemaPath, compressors, parsers: DEFAULT_PARSERS };
  const whole = { groupStart: 0, selectStart: 0, selectEnd: rowCount, groupRows: rowCount };
  return readColumn(reader, whole, decoder).data.flatMap((page) => Array.from(page));
}
