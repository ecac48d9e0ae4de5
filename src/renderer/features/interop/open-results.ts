import type { ImportInput } from '../../../shared/contract/interop.ts';
import { AppError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { mostBinaryBytes, readBase64 } from '../../components/drop/read-base64.ts';
import { findBridge } from '../../rpc/transports.ts';
import { text } from '../../text/index.ts';

/** What somebody wants to import. */
export interface OpenedResults {
  /** Of this opening: what lies at a path may change. */
  readonly id: string;
  readonly name: string;
  readonly source: ImportInput;
}

/** A file and its place below what was dropped. */
interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

/** Something on the lab's machine. */
export function openResultsPath(path: string): OpenedResults {
  return {
    id: crypto.randomUUID(),
    name: path.split(/[\\/]/).findLast((part) => part !== '') ?? path,
    source: { path },
  };
}

/** What was dropped: by its path in the desktop, by its content in a browser. @throws AppError interop/one-only, interop/too-large. */
export async function openDropped(transfer: DataTransfer): Promise<OpenedResults> {
  // Both lists are emptied when the event is over.
  const files = [...transfer.files];
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [first] = files;
  const path = first && findBridge()?.pathOf(first);
  if (path) {
    if (files.length > 1) throw new AppError('interop/one-only', text.interop.oneOnly);
    return openResultsPath(path);
  }
  // A page that made the files itself has no entries for them.
  if (entries.length === 0) return openChosen(files);
  return openFiles((await Promise.all(entries.map(listEntry))).flat());
}

/** Files that were chosen in a browser, each by itself or as a folder. @throws AppError interop/too-large. */
export function openChosen(files: readonly File[]): Promise<OpenedResults> {
  return openFiles(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

async function openFiles(placed: readonly PlacedFile[]): Promise<OpenedResults> {
  const [first] = placed;
  const name = first?.path.split('/')[0] ?? '';
  const sizeBytes = placed.reduce((sum, { file }) => sum + file.size, 0);
  if (sizeBytes > mostBinaryBytes)
    throw new AppError('interop/too-large', text.interop.tooLarge(name, formatBytes(mostBinaryBytes)));
  const files = await Promise.all(placed.map(async ({ path, file }) => ({ path, base64: await readBase64(file) })));
  return { id: crypto.randomUUID(), name, source: { files } };
}

async function listEntry(entry: FileSystemEntry): Promise<PlacedFile[]> {
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  if (!isDirectoryEntry(entry)) return [];
  const reader = entry.createReader();
  const all: PlacedFile[] = [];
  // A reader gives a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...(await Promise.all(some.map(listEntry))).flat());
  }
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectoryEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
