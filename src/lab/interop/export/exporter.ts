import type { ExportRun } from './collect-runs.ts';

/** A file of an export: its path below the chosen folder, with "/" between folders. */
export interface ExportFile {
  readonly path: string;
  readonly bytes: string | Uint8Array;
}

/** A form in which other programs read runs. */
export interface Exporter {
  readonly name: string;
  readonly label: string;
  /** One sentence: what is written and how the other program opens it. */
  readonly help: string;
  readonly encode: (runs: readonly ExportRun[]) => readonly ExportFile[];
}

/** A setting as text, for programs that know nothing else. */
export function writeSetting(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
