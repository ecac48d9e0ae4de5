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

/** The ends of names of data files. */
export const dataFileEndings: readonly string[] = Object.keys(formats);

/** The end of a file's name from the last dot on, in small letters; empty without one. */
export function findEnding(fileName: string): string {
  return /\.[^./\\]*$/.exec(fileName)?.[0].toLowerCase() ?? '';
}

/** The format of a data file, by the end of its name; undefined for another name. */
export function findDataFormat(fileName: string): DataFormat | undefined {
  return formats[findEnding(fileName)];
}
