import { existsSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import type { Importer } from './importer.ts';
import { mlflowRuns } from './mlflow.ts';
import { referenceScores } from './reference-scores.ts';
import { tamperbench } from './tamperbench.ts';
import { tensorboardEvents } from './tensorboard.ts';

export type { ImportedContent, Importer } from './importer.ts';

/** Every form of results that can be imported; a new one is a file here and its name in this list. */
export const importers: readonly Importer[] = [tamperbench, mlflowRuns, tensorboardEvents, referenceScores];

/** The importer for a path: the named one, or the first that recognises it. @throws AppError interop/no-file, interop/unknown-form. */
export function chooseImporter(path: string, name?: string): Importer {
  if (!existsSync(path)) throw new AppError('interop/no-file', `There is no file or folder ${path}; check its name.`);
  const known = importers.map((importer) => importer.name).join(', ');
  if (name !== undefined) {
    const named = importers.find((importer) => importer.name === name);
    if (named) return named;
    throw new AppError('interop/unknown-form', `Results can be imported as ${known}, found "${name}".`);
  }
  const found = importers.find((importer) => importer.recognise(path));
  if (found) return found;
  throw new AppError(
    'interop/unknown-form',
    `${path} is nothing that can be imported; expected results of one of ${known}, found none of them. Name the folder that holds them.`,
  );
}
