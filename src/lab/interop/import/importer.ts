import type { ExternalCurve, ExternalResult } from '../../../shared/external/external-result.ts';
import type { InteropForm } from '../../../shared/views/interop.ts';
import type { ImportSource } from './files.ts';

export type NewResult = Omit<ExternalResult, 'source'>;
export type NewCurve = Omit<ExternalCurve, 'source'>;

/** What a file or folder of another program holds, before it is known where it is kept. */
export interface ImportedContent {
  readonly results: readonly NewResult[];
  readonly curves: readonly NewCurve[];
  /** Sentences: what was left out or read in a certain way. */
  readonly remarks: readonly string[];
}

/** How a reading is watched and stopped. */
export interface ReadWatch {
  /** Awaited between files and pieces of large ones. @throws when the reading was cancelled. */
  readonly breathe: () => Promise<void>;
  /** Called when another of so many parts was read. */
  readonly tellPart: (partCount: number) => void;
}

/** A form in which other programs keep results. */
export interface Importer extends InteropForm {
  /** Whether a source looks like it; reads names and little more. */
  readonly recognise: (source: ImportSource) => boolean | Promise<boolean>;
  /** @throws AppError interop/* for what cannot be understood, naming file and place. */
  readonly read: (source: ImportSource, watch: ReadWatch) => Promise<ImportedContent>;
}

/** Reads one part after the other and tells how far it is. */
export async function readEach<Part, Read>(
  parts: readonly Part[],
  { breathe, tellPart }: ReadWatch,
  read: (part: Part) => Promise<Read>,
): Promise<Read[]> {
  const all: Read[] = [];
  for (const part of parts) {
    await breathe();
    all.push(await read(part));
    tellPart(parts.length);
  }
  return all;
}

/** "3 pictures were", "1 picture was": for sentences about what was left out. */
export function countWere(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one} was` : `${count.toLocaleString('en-US')} ${many} were`;
}
