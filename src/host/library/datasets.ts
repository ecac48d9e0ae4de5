import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DatasetEntry, DatasetSource } from '../../shared/contract/library.ts';
import { AppError } from '../../shared/errors.ts';
import type { TemplateName } from '../../shared/settings/model.ts';
import { type DatasetReport, datasetReportSchema } from '../../shared/spec/inspection.ts';
import { suggestRole } from '../../shared/layouts/index.ts';
import type { Recipe } from '../../shared/spec/recipe.ts';
import type { Lab } from '../../lab/index.ts';
import { type InspectionOptions, runInspection } from '../run-inspection.ts';
import { addDatasetFolder, datasetsFolder, readImported, rowsPath, writeDatasetFile } from './dataset-folders.ts';
import { hashFile } from './hash-file.ts';
import { fillSeed } from './sample-datasets.ts';

export interface InspectOptions extends InspectionOptions {
  readonly source: DatasetSource;
  readonly recipe: Recipe;
  readonly template: TemplateName;
  /** Of the template "chat"; null for none. */
  readonly systemPrompt?: string | null;
  readonly modelPath: string | null;
}

/** Reads a file as it would be imported. @throws AppError file/not-found, file/unreadable, data/unknown-format. */
export function inspectDataset(options: InspectOptions): Promise<DatasetReport> {
  const { source, recipe, template, systemPrompt = null, modelPath } = options;
  return withFile(source, (path) =>
    runInspection(
      { kind: 'inspect-dataset', path, recipe, template, systemPrompt, model: modelPath, rows: null },
      datasetReportSchema,
      options,
    ),
  );
}

export interface ImportOptions extends InspectionOptions {
  readonly dataFolder: string;
  readonly source: DatasetSource;
  readonly name: string;
  readonly recipe: Recipe;
  /** `suggested` leaves it to the layout. */
  readonly role: DatasetEntry['role'] | 'suggested';
  /** Hears what was found in the file, before it is said whether it is imported. */
  readonly onReport?: (report: DatasetReport) => void;
}

/**
 * Makes a data set of a file in the data folder by a recipe: all rows that it takes or, while any is bad, none.
 * @throws AppError library/bad-rows naming the first ones, and those of `inspectDataset`.
 */
export async function importDataset(options: ImportOptions): Promise<DatasetEntry> {
  const { dataFolder, source, name, recipe, role } = options;
  const id = await withFile(source, (path) =>
    addDatasetFolder(dataFolder, name, async (folder) => {
      const rows = rowsPath(folder);
      // The template has no part in what is imported.
      const request = { kind: 'inspect-dataset', path, recipe, template: 'plain', model: null, rows } as const;
      const report = await runInspection(request, datasetReportSchema, options);
      options.onReport?.(report);
      if (!report.isReady) throw describeProblems(basename(path), report);
      writeDatasetFile(folder, {
        version: 1,
        name,
        role: role === 'suggested' ? suggestRole(report.recipe.layout, report.recipe.choice) : role,
        columns: report.suggested,
        rowCount: report.takenCount,
        sizeBytes: (await stat(rows)).size,
        digest: await hashFile(rows),
        from: { fileName: basename(path), digest: report.digest },
        recipe: report.recipe,
        addedAtMs: Date.now(),
      });
    }),
  );
  const entry = readImported(datasetsFolder(dataFolder), id);
  if (!entry) throw new Error(`The imported data set ${id} has no dataset.json.`);
  return entry;
}

const namedProblems = 3;

function describeProblems(fileName: string, { problems, problemCount }: DatasetReport): AppError {
  const named = problems
    .slice(0, namedProblems)
    .map(({ row, message }) => `${row === null ? '' : `row ${row}: `}${message.replace(/\.$/, '')}`);
  const more = problemCount > named.length ? `; and ${problemCount - named.length} more` : '';
  return new AppError(
    'library/bad-rows',
    `${fileName}: nothing was imported: ${named.join('; ')}${more}. Correct the file, choose another layout or other columns, or leave bad rows out.`,
  );
}

/** Refuses to take a file away from runs that are not over. @throws AppError library/in-use. */
export function checkUnused(lab: Lab, id: string): void {
  const path = JSON.stringify(rowsPath(join(datasetsFolder(lab.dataFolder), id)));
  const user = lab
    .listExperiments()
    .filter(({ runCounts: counts }) => counts.queued + counts.starting + counts.running + counts.stopping > 0)
    .find(({ spec }) => JSON.stringify(spec).includes(path));
  if (user)
    throw new AppError(
      'library/in-use',
      `The experiment "${user.name}" has runs that still need this data set; wait for them or cancel them first.`,
    );
}

/** The path of a source; the content of a dropped file gets one for as long as the work takes. */
async function withFile<Result>(source: DatasetSource, work: (path: string) => Promise<Result>): Promise<Result> {
  if ('path' in source) return work(fillSeed(source.path));
  const folder = await mkdtemp(join(tmpdir(), 'booster-lab-dropped-'));
  try {
    // A browser's own names have no folders; one from elsewhere must not lead out of ours.
    const path = join(folder, basename(source.fileName.replaceAll('\\', '/')) || 'data');
    await writeFile(path, 'text' in source ? source.text : Buffer.from(source.base64, 'base64'));
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
