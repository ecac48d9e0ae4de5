/** Every kind of file that a report can be written in; what each is, and whether a machine can write it, says the registry in src/lab/report/formats. */
export const reportFormatNames = ['html', 'pdf', 'md', 'tex', 'csv', 'json', 'parquet'] as const;
export type ReportFormatName = (typeof reportFormatNames)[number];

/** The formats that are written where nobody chose: they need nothing but the program itself. */
export const usualReportFormats = ['html', 'md', 'csv', 'json'] as const satisfies readonly ReportFormatName[];

/** A format as the window offers it. */
export interface ReportFormatView {
  readonly name: ReportFormatName;
  /** A few words for a checkbox. */
  readonly label: string;
  /** One sentence on what it is good for. */
  readonly help: string;
  /** One sentence on why this machine cannot write it and what would help; null where it can. */
  readonly absence: string | null;
}
