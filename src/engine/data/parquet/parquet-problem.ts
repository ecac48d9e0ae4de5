/** Why a Parquet file cannot be read further; `message` is a sentence that begins small. */
export class ParquetProblem extends Error {
  readonly code: 'data/broken-file' | 'data/unsupported' | 'data/not-utf8';

  constructor(code: ParquetProblem['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
