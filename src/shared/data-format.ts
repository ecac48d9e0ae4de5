export const dataFormats = ['json', 'jsonl', 'csv', 'parquet'] as const;

/** How the rows of a data file are written. */
export type DataFormat = (typeof dataFormats)[number];

const formats: Readonly<Record<string, DataFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.csv': 'csv',
  '.parquet': 'parquet',
};

/** How the name of a text file ends that was packed with gzip. */
const packed = '.gz';

/** The ends of names of data files, of packed ones too; Parquet packs its columns itself. */
export const dataFileEndings: readonly string[] = Object.entries(formats).flatMap(([ending, format]) =>
  format === 'parquet' ? [ending] : [ending, `${ending}${packed}`],
);

/** True for a name of a file that is unpacked while it is read. */
export function isCompressed(fileName: string): boolean {
  return fileName.toLowerCase().endsWith(packed);
}

/** The end of a file's name from the last dot on, or with what stands before ".gz", in small letters; empty without one. */
export function findEnding(fileName: string): string {
  return /\.[^./\\]*(?:\.gz)?$/i.exec(fileName)?.[0].toLowerCase() ?? '';
}

/** The format of a data file, by the end of its name; undefined for another name. */
export function findDataFormat(fileName: string): DataFormat | undefined {
  const ending = findEnding(fileName);
  return dataFileEndings.includes(ending)
    ? formats[isCompressed(ending) ? ending.slice(0, -packed.length) : ending]
    : undefined;
}
