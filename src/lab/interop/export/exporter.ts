import type { ExportForm } from '../../../shared/views/interop.ts';
import type { ExportRun } from './collect-runs.ts';

/** A file of an export: its path below the chosen folder, with "/" between folders. */
export interface ExportFile {
  readonly path: string;
  readonly bytes: string | Uint8Array;
}

/** A form in which other programs read runs. */
export interface Exporter extends ExportForm {
  /** Takes one run after the other, so that a thousand of them need the memory of one. */
  readonly encode: (runs: Iterable<ExportRun>) => Iterable<ExportFile>;
}

/** A setting as text, for programs that know nothing else. */
export function writeSetting(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a person reads below the form: what is written and how it is opened. */
export function explainExporter({ help, opening }: ExportForm): string {
  return 'command' in opening ? `${help} Open it with "${opening.command}".` : `${help} ${opening.sentence}`;
}
