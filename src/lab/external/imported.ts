import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';
import { externalCurveSchema, externalResultSchema } from '../../shared/external/external-result.ts';
import type { ExternalTable } from '../../shared/views/external.ts';
import { readJsonFile, writeJsonFile } from '../folder/json-file.ts';
import { chooseImporter } from '../interop/import/index.ts';

/** A file of <data>/external: what was imported from one file or folder of another program. */
const importedFileSchema = z.strictObject({
  version: z.literal(1),
  title: z.string().min(1),
  importer: z.string(),
  importedAtMs: z.number(),
  source: externalResultSchema.shape.source,
  remarks: z.array(z.string()),
  results: z.array(externalResultSchema.omit({ source: true })),
  curves: z.array(externalCurveSchema.omit({ source: true })),
});

/** What an import brought. */
export interface ImportedTable extends ExternalTable {
  readonly importer: string;
  readonly curveCount: number;
  /** It was there already, from an earlier import of the same content. */
  readonly isKnown: boolean;
}

/**
 * Imports results of another program into a data folder. They are shown beside the lab's own, marked, and never enter its statistics.
 * The same content imported again changes nothing. @throws AppError interop/*.
 */
export async function importResults(
  dataFolder: string,
  path: string,
  options: { readonly form?: string | undefined; readonly title?: string | undefined; readonly nowMs: number },
): Promise<ImportedTable> {
  const importer = chooseImporter(path, options.form);
  const { results, curves, remarks } = await importer.read(path);
  if (results.length + curves.length === 0)
    throw new AppError('interop/nothing', `${path} holds no results; nothing was imported.`);
  const digest = createHash('sha256').update(canonicalJson({ results, curves })).digest('hex');
  const id = `imported-${digest.slice(0, 12)}`;
  const isKnown = existsSync(filePath(dataFolder, id));
  if (!isKnown) {
    const title = options.title ?? `${importer.label}: ${basename(path)}`;
    const content: z.input<typeof importedFileSchema> = {
      version: 1,
      title,
      importer: importer.name,
      importedAtMs: options.nowMs,
      source: { title, trust: 'imported', digest },
      remarks: [...remarks],
      results: [...results],
      curves: [...curves],
    };
    writeJsonFile(filePath(dataFolder, id), importedFileSchema.parse(content));
  }
  const table = readImported(dataFolder, id);
  if (!table) throw new Error(`${filePath(dataFolder, id)} was written and is not there.`);
  return { ...table, isKnown };
}

/** Every imported table, oldest first. @throws AppError lab/bad-file. */
export function listImportedTables(dataFolder: string): ImportedTable[] {
  const folder = join(dataFolder, 'external');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^imported-[0-9a-f]{12}\.json$/.test(name))
    .flatMap((name) => readImported(dataFolder, name.slice(0, -'.json'.length)) ?? [])
    .toSorted((left, right) => left.importedAtMs - right.importedAtMs);
}

/** Forgets an imported table. @throws AppError external/unknown-table. */
export function removeImportedTable(dataFolder: string, id: string): void {
  if (!/^imported-[0-9a-f]{12}$/.test(id) || !existsSync(filePath(dataFolder, id)))
    throw new AppError('external/unknown-table', `There is no imported table "${id}"; it may have been removed.`);
  rmSync(filePath(dataFolder, id));
}

function readImported(dataFolder: string, id: string): (ImportedTable & { importedAtMs: number }) | undefined {
  const file = readJsonFile(filePath(dataFolder, id), importedFileSchema);
  if (!file) return undefined;
  const { title, importer, importedAtMs, source, remarks, results, curves } = file;
  return {
    id,
    title,
    section: null,
    source,
    remarks,
    results: results.map((result) => ({ ...result, source })),
    importer,
    importedAtMs,
    curveCount: curves.length,
    isKnown: true,
  };
}

function filePath(dataFolder: string, id: string): string {
  return join(dataFolder, 'external', `${id}.json`);
}
