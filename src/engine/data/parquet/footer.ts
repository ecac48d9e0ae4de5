import { type ColumnMetaData, type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet';
import type { DataBytes } from '../file-chunks.ts';
import { ParquetProblem } from './parquet-problem.ts';
import { compressors } from './compressors.ts';

/** One group of rows: how many, and where each column of it lies. */
export interface RowGroup {
  readonly rowCount: number;
  readonly chunks: readonly ColumnMetaData[];
}

/** What the end of a Parquet file says of the whole. */
export interface Footer {
  readonly schema: SchemaTree;
  readonly groups: readonly RowGroup[];
}

const magic = 'PAR1';
/** Length of the footer and magic bytes. */
const tailBytes = 8;
/** No footer of a data set comes near; a broken length must not ask for gigabytes. */
const mostFooterBytes = 256 * 1024 * 1024;

/** Reads and checks the end of a Parquet file. @throws ParquetProblem. */
export function readFooter(bytes: DataBytes): Footer {
  const { sizeBytes } = bytes;
  const start = bytes.readAt(0, magic.length).toString('latin1');
  if (start !== magic)
    throw new ParquetProblem(
      'data/broken-file',
      `a Parquet file begins with ${magic}, but found ${describeBytes(start)}; the file is of another kind or was damaged.`,
    );
  const tail = bytes.readAt(Math.max(0, sizeBytes - tailBytes), tailBytes);
  const end = tail.subarray(-magic.length).toString('latin1');
  if (end === 'PARE')
    throw new ParquetProblem('data/unsupported', 'the file is encrypted; write it without encryption.');
  if (sizeBytes < magic.length + tailBytes || end !== magic)
    throw new ParquetProblem(
      'data/broken-file',
      `a Parquet file ends with ${magic}, but found ${describeBytes(end)} at byte ${Math.max(0, sizeBytes - magic.length)}; the file was cut off, copy it again.`,
    );
  const length = tail.readUInt32LE(0);
  if (length > Math.min(sizeBytes - tailBytes - magic.length, mostFooterBytes))
    throw new ParquetProblem(
      'data/broken-file',
      `a footer of ${length} bytes is announced, but the file has ${sizeBytes} bytes; the file was damaged, copy it again.`,
    );
  return describeFooter(parseFooter(bytes.readAt(sizeBytes - tailBytes - length, length + tailBytes)), sizeBytes);
}

function parseFooter(bytes: Buffer): FileMetaData {
  try {
    return parquetMetadata(new Uint8Array(bytes), { geoparquet: false });
  } catch (cause) {
    throw new ParquetProblem(
      'data/broken-file',
      'the footer that describes rows and columns was expected at the end, but cannot be read; the file was damaged, copy it again.',
      cause,
    );
  }
}

function describeFooter(metadata: FileMetaData, sizeBytes: number): Footer {
  const groups = metadata.row_groups.map(({ num_rows, columns }, index) => ({
    rowCount: Number(num_rows),
    chunks: columns.map(({ meta_data, file_path }) => {
      if (!meta_data || file_path)
        throw new ParquetProblem(
          'data/unsupported',
          `row group ${index}: ${file_path ? 'a column lies in another file' : 'a column is encrypted'}; write the data as one plain Parquet file.`,
        );
      checkChunk(meta_data, index, sizeBytes);
      return meta_data;
    }),
  }));
  return { schema: parquetSchema(metadata), groups };
}

function checkChunk({ codec, path_in_schema, total_compressed_size }: ColumnMetaData, group: number, size: number) {
  const column = path_in_schema.join('.');
  if (codec !== 'UNCOMPRESSED' && !compressors[codec])
    throw new ParquetProblem(
      'data/unsupported',
      `column "${column}": one of the codecs ${Object.keys(compressors).join(', ')} was expected, but found ${codec ?? 'an unknown one'}; write the file with zstd or snappy.`,
    );
  if (Number(total_compressed_size) < 0 || Number(total_compressed_size) > size)
    throw new ParquetProblem(
      'data/broken-file',
      `row group ${group}, column "${column}": ${total_compressed_size} bytes are announced, but the file has ${size}; the file was damaged, copy it again.`,
    );
}

function describeBytes(text: string): string {
  return text === '' ? 'nothing' : JSON.stringify(text.replace(/[^\x20-\x7e]/g, '?'));
}
