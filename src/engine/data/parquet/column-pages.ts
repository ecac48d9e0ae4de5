import type { ColumnMetaData, DecodedArray, SchemaTree } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import type { DataBytes } from '../file-chunks.ts';
import { compressors } from './compressors.ts';
import { ParquetProblem } from './parquet-problem.ts';

/** Headers are small, but may quote the longest value of a page. */
const [headerBytes, mostHeaderBytes] = [4096, 64 * 1024 * 1024];
const mostPageBytes = 1024 * 1024 * 1024;

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const parsers = {
  ...DEFAULT_PARSERS,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && textDecoder.decode(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined): unknown => bytes && JSON.parse(textDecoder.decode(bytes)),
};

/**
 * The values of one column of one row group, page by page, one value per row: whatever the size of the group, no more
 * than a page is held. Of lists the last row of a page may go on in the next one and comes with that.
 * @throws Error of the decoder for pages that are no pages.
 */
export function* readColumnPages(bytes: DataBytes, chunk: ColumnMetaData, schema: SchemaTree): Generator<DecodedArray> {
  const schemaPath = getTreePath(schema, chunk.path_in_schema);
  const element = schemaPath.at(-1)?.element;
  if (!element) throw new Error('The column is not in the schema.');
  const { type, codec, path_in_schema: pathInSchema } = chunk;
  const decoder = { type, codec, pathInSchema, element, schemaPath, compressors, parsers };
  const isList = getMaxRepetitionLevel(schemaPath) > 0;
  let position = findStart(chunk);
  const end = position + Number(chunk.total_compressed_size);
  let dictionary: DecodedArray | undefined;
  let pending: DecodedArray | undefined;
  let remaining = Number(chunk.num_values);
  while (remaining > 0 && position < end) {
    const { header, size } = readHeader(bytes, position, end);
    position += size;
    if (header.compressed_page_size > end - position || header.uncompressed_page_size > mostPageBytes)
      throw new Error(`a page of ${header.compressed_page_size} bytes goes beyond the end of its column`);
    const body = bytes.readAt(position, header.compressed_page_size);
    if (body.length < header.compressed_page_size) throw new Error('the file ends within a page');
    position += body.length;
    const reader = { view: new DataView(body.buffer, body.byteOffset, body.length), offset: 0 };
    if (header.type === 'INDEX_PAGE') continue;
    const { data } = readPage(reader, header, decoder, dictionary, pending, 0);
    if (header.type === 'DICTIONARY_PAGE') {
      dictionary = data && convert(data, decoder);
      continue;
    }
    remaining -= (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0;
    if (!data) continue;
    // A page that is not joined to the row before it comes as an array of its own.
    if (pending && pending !== data) yield pending;
    pending = undefined;
    if (isList && Array.isArray(data)) {
      pending = data.splice(-1);
      if (data.length > 0) yield data;
    } else yield data;
  }
  if (remaining > 0) throw new Error(`${remaining} values are missing at the end of the column`);
  if (pending && pending.length > 0) yield pending;
}

/** Some writers name the place of the first data page only, though a dictionary stands before it, or the other way round. */
function findStart({ data_page_offset, dictionary_page_offset }: ColumnMetaData): number {
  const [data, dictionary] = [Number(data_page_offset), Number(dictionary_page_offset ?? 0)];
  return dictionary > 0 && dictionary < data ? dictionary : data;
}

function readHeader(bytes: DataBytes, position: number, end: number) {
  for (let length = headerBytes; ; length *= 8) {
    const isAll = length >= end - position;
    const window = bytes.readAt(position, Math.min(length, end - position));
    const reader = { view: new DataView(window.buffer, window.byteOffset, window.length), offset: 0 };
    try {
      return { header: parquetHeader(reader), size: reader.offset };
    } catch (cause) {
      // A header that does not end within the window is read again from a larger one.
      if (isAll || length > mostHeaderBytes)
        throw new ParquetProblem('data/broken-file', 'the header of a page was expected, but cannot be read', cause);
    }
  }
}
