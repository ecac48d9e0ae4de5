import type { FolderEntry } from '../../../shared/contract/system.ts';
import { findDataFormat } from '../../../shared/data-format.ts';

/** What is chosen: a model folder, a data file, a bundle, or results of another program, which are a file or a folder. */
export type ChooserMode = 'model' | 'data' | 'bundle' | 'results';

/** A path as it is typed: the folder that is open, and how the name of what is looked for begins. */
export interface TypedPath {
  readonly folder: string;
  readonly beginning: string;
}

/** Splits a typed path after its last separator; Windows takes both kinds. */
export function splitPath(typed: string, isWindows: boolean): TypedPath {
  const end = Math.max(typed.lastIndexOf('/'), isWindows ? typed.lastIndexOf('\\') : -1) + 1;
  return { folder: typed.slice(0, end), beginning: typed.slice(end) };
}

/** A folder's path with a separator at its end, so that what is typed next is a name in it. */
export function openFolder(path: string, isWindows: boolean): string {
  return /[\\/]$/.test(path) ? path : `${path}${isWindows ? '\\' : '/'}`;
}

/** What can be opened or chosen: folders always, files only where data is looked for. */
export function listChoices(
  entries: readonly FolderEntry[],
  mode: ChooserMode,
  beginning: string,
): readonly FolderEntry[] {
  const start = beginning.toLowerCase();
  return entries.filter(
    ({ name, kind }) =>
      name.toLowerCase().startsWith(start) &&
      (kind === 'folder' ||
        mode === 'results' ||
        (mode === 'data' && isDataFile(name)) ||
        (mode === 'bundle' && /\.html$/i.test(name))),
  );
}

export function isDataFile(name: string): boolean {
  return findDataFormat(name) !== undefined;
}

/** Whether choosing an entry ends the dialog; other folders are opened. */
export function isChoice(entry: FolderEntry, mode: ChooserMode): boolean {
  return mode === 'model' ? entry.isModel : entry.kind === 'file';
}

/** Whether the entries of a folder make it a model. */
export function holdsModel(entries: readonly FolderEntry[]): boolean {
  return (
    entries.some(({ name }) => name === 'config.json') && entries.some(({ name }) => name.endsWith('.safetensors'))
  );
}
