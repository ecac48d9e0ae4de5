import type { ExternalCurve } from '../../shared/external/external-result.ts';
import type { ImportedCurveName } from '../../shared/views/interop.ts';
import { chooseIndexes } from '../../store/index.ts';
import { importedIdPattern, readImportedFile } from './imported-file.ts';

/** What curves some tables have; published ones have none. @throws AppError lab/bad-file. */
export function listImportedCurves(dataFolder: string, tableIds: readonly string[]): ImportedCurveName[] {
  return tableIds.flatMap((tableId) => {
    const file = importedIdPattern.test(tableId) ? readImportedFile(dataFolder, tableId) : undefined;
    if (!file) return [];
    return file.curves.map(({ id, run, name }) => ({ tableId, tableTitle: file.title, id, run, name }));
  });
}

/** Curves by table and id, thinned to so many points each; those that were removed meanwhile are left out. @throws AppError lab/bad-file. */
export function readImportedCurves(
  dataFolder: string,
  wanted: readonly { readonly tableId: string; readonly id: string }[],
  maxPoints: number,
): (ExternalCurve & { readonly tableId: string })[] {
  return wanted.flatMap(({ tableId, id }) => {
    const file = importedIdPattern.test(tableId) ? readImportedFile(dataFolder, tableId) : undefined;
    const curve = file?.curves.find((it) => it.id === id);
    if (!file || !curve) return [];
    const values = Float64Array.from(curve.values, (value) => value ?? Number.NaN);
    const kept = chooseIndexes({ steps: Float64Array.from(curve.steps), values }, maxPoints);
    return [
      {
        ...curve,
        steps: kept.map((index) => curve.steps[index] ?? 0),
        values: kept.map((index) => curve.values[index] ?? null),
        source: file.source,
        tableId,
      },
    ];
  });
}
