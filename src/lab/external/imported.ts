import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';
import type { ExternalTable } from '../../shared/views/external.ts';
import type { ImportedResults, ImportPreview, ImportSummary } from '../../shared/views/interop.ts';
import { writeJsonFile } from '../folder/json-file.ts';
import { importers, type ReadContent, readResults, type ReadWishes } from '../interop/import/index.ts';
import { dropOld } from '../folder/drop-old.ts';
import {
  type ImportedFile,
  importedFilePath,
  importedFileSchema,
  importedIdPattern,
  listImportedIds,
  readImportedFile,
} from './imported-file.ts';

export interface ImportWishes extends ReadWishes {
  /** How it is called in lists and reports; made of the form and the name of the file without it. */
  readonly title?: string | undefined;
}

/** What an import of a path would bring; nothing is kept. @throws AppError interop/*. */
export async function previewImport(dataFolder: string, path: string, wishes: ReadWishes = {}): Promise<ImportPreview> {
  const content = await readResults(path, wishes);
  await yieldToEvents();
  const known = readImportedFile(dataFolder, identify(content).id);
  return { ...summarize(content, makeTitle(content, path)), knownTitle: known?.title ?? null };
}

/**
 * Imports results of another program into a data folder. They are shown beside the lab's own, marked, and never enter its statistics.
 * The same content imported again changes nothing. @throws AppError interop/*; CancelledError when the signal was aborted.
 */
export async function importResults(
  dataFolder: string,
  path: string,
  { title: wished, nowMs, ...wishes }: ImportWishes & { readonly nowMs: number },
): Promise<ImportedResults> {
  const content = await readResults(path, wishes);
  const { importer, results, curves, remarks } = content;
  // Each of the next steps takes a second for a million points; windows are answered between them.
  await yieldToEvents();
  const { id, digest } = identify(content);
  await yieldToEvents();
  const known = readImportedFile(dataFolder, id);
  if (known) return { ...describe(id, known), isKnown: true };
  const title = wished ?? makeTitle(content, path);
  const file: ImportedFile = importedFileSchema.parse({
    version: 1,
    title,
    importer: importer.name,
    importedAtMs: nowMs,
    source: { title, trust: 'imported', digest },
    remarks,
    results,
    curves,
  });
  await yieldToEvents();
  writeJsonFile(importedFilePath(dataFolder, id), file);
  return { ...describe(id, file), isKnown: false };
}

/** Everything that was imported, newest first. @throws AppError lab/bad-file. */
export function listImported(dataFolder: string): ImportedResults[] {
  return listImportedIds(dataFolder)
    .flatMap((id) => {
      const file = readImportedFile(dataFolder, id);
      return file ? [{ ...describe(id, file), isKnown: true }] : [];
    })
    .toSorted((left, right) => right.importedAtMs - left.importedAtMs);
}

/** Every imported table, oldest first. @throws AppError lab/bad-file. */
export function listImportedTables(dataFolder: string): ExternalTable[] {
  return listImportedIds(dataFolder)
    .flatMap((id) => {
      const file = readImportedFile(dataFolder, id);
      return file ? [{ id, file }] : [];
    })
    .toSorted((left, right) => left.file.importedAtMs - right.file.importedAtMs)
    .map(({ id, file: { title, source, remarks, results, curves } }) => ({
      id,
      title,
      section: null,
      source,
      remarks,
      results: results.map((result) => ({ ...result, source })),
      curveCount: curves.length,
    }));
}

/** Puts an imported table aside; it can be restored for a week. @throws AppError external/unknown-table. */
export function removeImported(dataFolder: string, id: string): void {
  requireFile(id, importedFilePath(dataFolder, id));
  const removed = removedFolder(dataFolder);
  mkdirSync(removed, { recursive: true });
  dropOld(removed);
  renameSync(importedFilePath(dataFolder, id), join(removed, `${id}.json`));
}

/** Brings a removed table back. @throws AppError external/unknown-table. */
export function restoreImported(dataFolder: string, id: string): void {
  const place = join(removedFolder(dataFolder), `${id}.json`);
  // Imported again in the meantime, it is there already.
  if (importedIdPattern.test(id) && existsSync(importedFilePath(dataFolder, id))) return rmSync(place, { force: true });
  requireFile(id, place);
  renameSync(place, importedFilePath(dataFolder, id));
}

function requireFile(id: string, path: string): void {
  if (!importedIdPattern.test(id) || !existsSync(path))
    throw new AppError('external/unknown-table', `There is no imported table "${id}"; it may have been removed.`);
}

function identify({ results, curves }: ReadContent): { readonly id: string; readonly digest: string } {
  const digest = createHash('sha256').update(canonicalJson({ results, curves })).digest('hex');
  return { id: `imported-${digest.slice(0, 12)}`, digest };
}

function makeTitle({ importer }: ReadContent, path: string): string {
  return `${importer.label}: ${basename(path)}`;
}

function describe(id: string, file: ImportedFile): Omit<ImportedResults, 'isKnown'> {
  const importer = importers.find(({ name }) => name === file.importer) ?? {
    name: file.importer,
    label: file.importer,
  };
  return { ...summarize({ ...file, importer }, file.title), id, importedAtMs: file.importedAtMs };
}

function summarize(
  {
    importer,
    results,
    curves,
    remarks,
  }: Pick<ReadContent, 'results' | 'curves' | 'remarks'> & { readonly importer: { name: string; label: string } },
  title: string,
): ImportSummary {
  const names = [...results.map(({ metric }) => metric), ...curves.map(({ name }) => name)];
  const metrics = [...Map.groupBy(names, (name) => name)].map(([name, members]) => ({ name, count: members.length }));
  return {
    form: importer.name,
    formLabel: importer.label,
    title,
    resultCount: results.length,
    curveCount: curves.length,
    pointCount: curves.reduce((sum, { steps }) => sum + steps.length, 0),
    runCount: new Set([...results.map(({ method }) => method.label), ...curves.map(({ run }) => run)]).size,
    metrics: metrics.toSorted((left, right) => right.count - left.count),
    remarks,
  };
}

function removedFolder(dataFolder: string): string {
  return join(dataFolder, 'external', '.removed');
}
