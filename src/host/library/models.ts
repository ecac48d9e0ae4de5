import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { ModelEntry } from '../../shared/contract/library.ts';
import { AppError } from '../../shared/errors.ts';
import { type ModelReport, modelReportSchema } from '../../shared/spec/inspection.ts';
import { readJsonFile, writeJsonFile } from '../../lab/folder/json-file.ts';
import { type InspectionOptions, runInspection } from '../run-inspection.ts';
import { isModelFolder } from '../system/list-folder.ts';

/** models.json of the data folder: the folders that a person has added; the models stay where they are. */
const modelsFileSchema = z.strictObject({
  version: z.literal(1),
  models: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      path: z.string(),
      family: z.string().nullable(),
      parameterCount: z.int().nullable(),
      /** Empty for models that were added before targets were remembered. */
      loraTargets: z.array(z.string()).default([]),
    }),
  ),
});
type RememberedModel = z.infer<typeof modelsFileSchema>['models'][number];

/** Reads a model folder's configuration and the headers of its weights. */
export function inspectModel(path: string, options: InspectionOptions): Promise<ModelReport> {
  return runInspection({ kind: 'inspect-model', path: resolve(path) }, modelReportSchema, options);
}

export interface ModelLibrary {
  /** The sample's model, then the added ones in the order they were added. @throws AppError lab/bad-file. */
  list(): Promise<readonly ModelEntry[]>;
  /** @throws AppError library/bad-model naming the first problem, library/known-model. */
  add(path: string, name: string, inspection: InspectionOptions): Promise<ModelEntry>;
  /** @throws AppError library/no-model. */
  remove(id: string): void;
}

/** Folders of the models that a person has added to a data folder. @throws AppError lab/bad-file. */
export function listAddedModels(dataFolder: string): string[] {
  const file = readJsonFile(join(dataFolder, 'models.json'), modelsFileSchema);
  return (file?.models ?? []).map((model) => model.path);
}

export function openModelLibrary(
  options: InspectionOptions & { readonly dataFolder: string; readonly resources: string },
): ModelLibrary {
  const file = join(options.dataFolder, 'models.json');
  const read = (): RememberedModel[] => readJsonFile(file, modelsFileSchema)?.models ?? [];
  const write = (models: readonly RememberedModel[]): void => writeJsonFile(file, { version: 1, models });
  const samplePath = join(options.resources, 'sample', 'model');
  let sample: Promise<ModelReport> | null = null;

  return {
    async list() {
      sample ??= inspectModel(samplePath, options);
      const { family, parameterCount, loraTargets } = await sample.catch((error: unknown) => {
        sample = null;
        throw error;
      });
      const embedded = {
        id: 'sample',
        name: 'Sample model',
        path: samplePath,
        family,
        parameterCount,
        loraTargets: [...loraTargets],
      };
      return Promise.all([describe(embedded, 'sample'), ...read().map((model) => describe(model, 'added'))]);
    },
    async add(path, name, inspection) {
      const report = await inspectModel(path, inspection);
      const [problem] = report.problems;
      if (problem !== undefined) {
        const more = report.problems.length - 1;
        const rest = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'problem' : 'problems'})`;
        throw new AppError('library/bad-model', `The model was not added: ${problem}${rest}`);
      }
      const id = createHash('sha256').update(report.path).digest('hex').slice(0, 12);
      const models = read();
      const known = report.path === samplePath ? 'Sample model' : models.find((model) => model.id === id)?.name;
      if (known !== undefined)
        throw new AppError('library/known-model', `${report.path} is in the list already, as "${known}".`);
      const { family, parameterCount, loraTargets } = report;
      const model: RememberedModel = {
        id,
        name,
        path: report.path,
        family,
        parameterCount,
        loraTargets: [...loraTargets],
      };
      write([...models, model]);
      return describe(model, 'added');
    },
    remove(id) {
      const models = read();
      const rest = models.filter((model) => model.id !== id);
      if (rest.length === models.length)
        throw new AppError('library/no-model', `There is no added model "${id}"; it may have been removed.`);
      write(rest);
    },
  };
}

async function describe(model: RememberedModel, source: ModelEntry['source']): Promise<ModelEntry> {
  return { ...model, source, isMissing: !(await isModelFolder(model.path)) };
}
