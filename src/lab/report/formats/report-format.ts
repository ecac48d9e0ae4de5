import type { ReportFormatName } from '../../../shared/report/format-names.ts';
import type { ReportData } from '../../../shared/views/report.ts';

/** One file of a report, complete in memory: it is written whole or not at all. */
export interface ReportFile {
  /** Place in the report's folder with "/" between folders, such as "report.md" or "images/hs.svg". */
  readonly name: string;
  readonly content: string | Uint8Array;
  /** One sentence on what is in it, for the README of the folder. */
  readonly help: string;
  /** Of a table: what its columns hold. */
  readonly columns?: readonly { readonly name: string; readonly help: string }[];
}

/** What a format may ask of the machine it is written on. */
export interface ReportMachine {
  /**
   * Prints a self-contained HTML page as a tagged PDF; null where there is neither a desktop application nor a browser to do it.
   * It may say when there is nothing left to do here but to wait.
   */
  readonly printPdf: ((page: string, onHandedOver?: () => void) => Promise<Uint8Array>) | null;
}

/**
 * A kind of file that a report can be written in. What it writes is decided by the data alone: the same data gives the same
 * bytes, today and from report.json.
 */
export interface ReportFormat {
  readonly name: ReportFormatName;
  /** A few words for a checkbox. */
  readonly label: string;
  /** One sentence on what it is good for. */
  readonly help: string;
  /** One sentence on why this machine cannot write it and what would help; null where it can. Left out where every machine can. */
  readonly explainAbsence?: (machine: ReportMachine) => string | null | Promise<string | null>;
  /** Most of its work is done by another process: it is begun first, and other formats are made meanwhile. */
  readonly isMadeElsewhere?: boolean;
  /**
   * All files, the one to open first. Names of different formats never meet. `onHandedOver` is for formats that are made elsewhere:
   * told when there is nothing left to do here but to wait.
   */
  readonly encode: (
    data: ReportData,
    machine: ReportMachine,
    onHandedOver?: () => void,
  ) => readonly ReportFile[] | Promise<readonly ReportFile[]>;
}
