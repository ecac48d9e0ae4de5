/** A table of a report before it is HTML, Markdown or LaTeX: texts for people. */
export interface ReportTable {
  /** Stable within a report, for anchors. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** One or two sentences on how to read it. */
  readonly help: string;
}

/** The number column's dash where nothing was measured. */
export const noValue = '–';
