import { AppError } from '../../shared/errors.ts';
import type { ExternalResult } from '../../shared/external/external-result.ts';
import type { ExternalTable } from '../../shared/views/external.ts';
import { listImportedTables } from './imported.ts';
import { listPublishedTables } from './published.ts';

export {
  importResults,
  listImported,
  listImportedTables,
  previewImport,
  removeImported,
  restoreImported,
} from './imported.ts';
export { listImportedCurves, readImportedCurves } from './imported-curves.ts';
export { listPublishedTables } from './published.ts';

/** Every table of results that this lab did not measure: the published ones, which come with the program, then the imported ones. */
export function listExternalTables(places: {
  readonly resources: string;
  readonly dataFolder: string;
}): readonly ExternalTable[] {
  return [...listPublishedTables(places.resources), ...listImportedTables(places.dataFolder)];
}

/** The results of the chosen tables. @throws AppError external/unknown-table. */
export function findExternalResults(tables: readonly ExternalTable[], ids: readonly string[]): ExternalResult[] {
  return ids.flatMap((id) => {
    const table = tables.find((candidate) => candidate.id === id);
    if (table) return table.results;
    const known = tables.map((candidate) => candidate.id).join(', ');
    throw new AppError(
      'external/unknown-table',
      `There is no table of external results "${id}"; expected one of ${known}.`,
    );
  });
}
