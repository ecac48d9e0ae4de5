import type { ExternalResult } from '../external/external-result.ts';

/** Results of one source that this lab did not measure, to be chosen as an overlay. */
export interface ExternalTable {
  /** Of a table that comes with the program, the name of its file. */
  readonly id: string;
  readonly title: string;
  /** Where docs/external-results.md lists it; null where it does not. */
  readonly section: string | null;
  readonly source: ExternalResult['source'];
  /** Sentences: what the numbers do not say by themselves, and what is known only in words. */
  readonly remarks: readonly string[];
  readonly results: readonly ExternalResult[];
  /** Curves that were imported with it; they are read by themselves. */
  readonly curveCount: number;
}
