/** A form in which another program keeps or takes results. */
export interface InteropForm {
  readonly name: string;
  readonly label: string;
  /** One sentence: what is read or written. */
  readonly help: string;
}

/** How another program opens what was exported for it: a command with FOLDER for the folder, or a sentence. */
export type Opening = { readonly command: string } | { readonly sentence: string };

export interface ExportForm extends InteropForm {
  readonly opening: Opening;
}

/** What an export would write, and where it would lie unless somebody names another place. */
export interface ExportPlan {
  readonly folder: string;
  readonly runCount: number;
  /** Chosen runs that are not complete and so are not exported. */
  readonly leftOutCount: number;
}

export interface WrittenExport extends ExportPlan {
  readonly form: string;
  readonly fileCount: number;
  readonly sizeBytes: number;
}

/** What a file or folder of another program holds. */
export interface ImportSummary {
  readonly form: string;
  readonly formLabel: string;
  readonly title: string;
  /** Numbers, each of one method and metric. */
  readonly resultCount: number;
  readonly curveCount: number;
  readonly pointCount: number;
  /** Runs or methods that the numbers and curves belong to. */
  readonly runCount: number;
  /** Of numbers and curves, the most frequent first. */
  readonly metrics: readonly { readonly name: string; readonly count: number }[];
  /** Sentences: what was left out or read in a certain way. */
  readonly remarks: readonly string[];
}

/** What an import would bring; nothing is kept yet. */
export interface ImportPreview extends ImportSummary {
  /** The same content was imported before, under this title. */
  readonly knownTitle: string | null;
}

export interface ImportedResults extends ImportSummary {
  readonly id: string;
  readonly importedAtMs: number;
  /** It was there already, from an earlier import of the same content. */
  readonly isKnown: boolean;
}

/** A curve that was imported, without its points. */
export interface ImportedCurveName {
  readonly tableId: string;
  readonly tableTitle: string;
  readonly id: string;
  readonly run: string;
  readonly name: string;
}
