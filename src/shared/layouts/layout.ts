/** A row as a data file holds it. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** What a data set is suggested for in forms. */
export const datasetRoles = ['alignment', 'harmful', 'task', 'test'] as const;
export type DatasetRole = (typeof datasetRoles)[number];

/** Which rows of a file are taken, or which part of them, where a layout leaves that open. */
export interface LayoutChoice {
  readonly name: string;
  readonly label: string;
  readonly role: DatasetRole;
}

/** What a row becomes: columns `instruction`, `input` where there is one, `output`, and what else is worth keeping. Null leaves it out. */
export type ConvertedRow = Readonly<Record<string, unknown>> | null;

/** The layout in which a data set is published: how to tell it, and what becomes of a row. One file each, listed in index.ts. */
export interface Layout {
  /** As recipes and the command line name it. */
  readonly name: string;
  readonly label: string;
  /** Where it is published. */
  readonly source: string;
  /** What becomes of a row, in one sentence. */
  readonly help: string;
  /** Columns that a file must have. */
  readonly columns: readonly string[];
  /** Which column becomes which part of an example, in words. */
  readonly mapping: readonly { readonly from: string; readonly to: string }[];
  /** The first one counts where none is chosen; empty where there is nothing to choose. */
  readonly choices: readonly LayoutChoice[];
  /** Suggested use where there is nothing to choose. */
  readonly role: DatasetRole;
  /** Whether its texts are blurred until asked for. */
  readonly isHarmful: boolean;
  /** Whether the first rows of a file that has the columns look like this layout. */
  readonly recognises: (rows: readonly SourceRow[]) => boolean;
  /** `choice` is one of the names in `choices`. @throws RowRefusal for a row that is none of this layout. */
  readonly convert: (row: SourceRow, choice: string) => ConvertedRow;
}

/** Why a row cannot be used: a sentence that begins small, for after "row 3: ". */
export class RowRefusal extends Error {}
