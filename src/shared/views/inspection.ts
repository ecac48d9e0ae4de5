/** What a look into a data file found, before anything is imported. */
export interface DatasetReport {
  readonly format: 'json' | 'jsonl' | 'csv';
  readonly rowCount: number;
  readonly sizeBytes: number;
  readonly digest: string;
  /** Names of columns, with how many rows have them. */
  readonly columns: readonly { readonly name: string; readonly count: number; readonly example: string }[];
  /** The columns as asked for, with guesses where the file has no column of that name. */
  readonly suggested: { readonly instruction: string; readonly input: string | null; readonly output: string };
  /** First problems, by row (from 1); a file that cannot be read at all has one with row null. */
  readonly problems: readonly { readonly row: number | null; readonly message: string }[];
  readonly problemCount: number;
  readonly duplicatePrompts: number;
  /** First rows as the model would see them. */
  readonly preview: readonly { readonly prompt: string; readonly answer: string }[];
  /** Tokens of prompt and answer together; null without a tokenizer. */
  readonly lengths: TokenLengths | null;
}

export interface TokenLengths {
  /** `counts[i]` examples have between `edges[i]` (included) and `edges[i + 1]` (excluded) tokens. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly longest: number;
  readonly median: number;
}

/** What a look into a model folder found. */
export interface ModelReport {
  readonly path: string;
  readonly family: string | null;
  readonly parameterCount: number | null;
  readonly storedBytes: number | null;
  readonly precision: string | null;
  readonly vocabularySize: number | null;
  readonly layers: number | null;
  readonly hiddenSize: number | null;
  readonly maxPositions: number | null;
  /** Sentences; empty for a folder that can be trained. */
  readonly problems: readonly string[];
}
