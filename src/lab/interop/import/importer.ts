import type { ExternalCurve, ExternalResult } from '../../../shared/external/external-result.ts';

/** What a file or folder of another program holds, before it is known where it is kept. */
export interface ImportedContent {
  readonly results: readonly Omit<ExternalResult, 'source'>[];
  readonly curves: readonly Omit<ExternalCurve, 'source'>[];
  /** Sentences: what was left out or read in a certain way. */
  readonly remarks: readonly string[];
}

/** A form in which other programs keep results. */
export interface Importer {
  readonly name: string;
  readonly label: string;
  /** One sentence: what is read. */
  readonly help: string;
  /** Whether a path looks like it; reads names and little more. */
  readonly recognise: (path: string) => boolean;
  /** @throws AppError interop/* for what cannot be understood, naming file and place. */
  readonly read: (path: string) => Promise<ImportedContent>;
}
