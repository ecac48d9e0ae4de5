import { AppError, CancelledError } from '../../../shared/errors.ts';
import type { WorkWatch } from '../../../shared/views/work.ts';
import { createBreather } from '../../work/breathe.ts';
import { meterWork } from '../../work/meter.ts';
import { type ImportSource, openSource } from './files.ts';
import type { ImportedContent, Importer } from './importer.ts';
import { mlflowRuns } from './mlflow.ts';
import { referenceScores } from './reference-scores.ts';
import { tamperbench } from './tamperbench.ts';
import { tensorboardEvents } from './tensorboard.ts';

export type { ImportedContent, Importer } from './importer.ts';

/** Every form of results that can be imported; a new one is a file here and its name in this list. */
export const importers: readonly Importer[] = [tamperbench, mlflowRuns, tensorboardEvents, referenceScores];

export interface ReadContent extends ImportedContent {
  readonly importer: Importer;
}

export interface ReadWishes extends Partial<WorkWatch> {
  /** Name of the form; recognised without it. */
  readonly form?: string | undefined;
}

/**
 * Reads a file or folder of another program whole; keeps nothing. @throws AppError interop/no-file, interop/unknown-form,
 * interop/too-many-files, interop/nothing, interop/bad-file and others that name file and place; CancelledError when the signal was aborted.
 */
export async function readResults(path: string, wishes: ReadWishes = {}): Promise<ReadContent> {
  try {
    return await read(path, wishes);
  } catch (error) {
    if (wishes.signal?.aborted) throw new CancelledError('The import was cancelled; nothing was imported.');
    throw error;
  }
}

async function read(path: string, { form, signal, onProgress }: ReadWishes): Promise<ReadContent> {
  const breathe = createBreather(signal);
  const source = await openSource(path, breathe);
  const importer = await chooseImporter(source, form);
  let meter: ReturnType<typeof meterWork> | undefined;
  const content = await importer.read(source, {
    breathe,
    tellPart: (partCount) => {
      meter ??= meterWork('reading', partCount, onProgress);
      meter.add(1);
    },
  });
  if (content.results.length + content.curves.length === 0)
    throw new AppError('interop/nothing', `${path} holds no results; nothing was imported.`);
  return { ...content, importer };
}

/** The importer for a source: the named one, or the first that recognises it. @throws AppError interop/unknown-form. */
async function chooseImporter(source: ImportSource, name: string | undefined): Promise<Importer> {
  const known = importers.map((importer) => importer.name).join(', ');
  if (name !== undefined) {
    const named = importers.find((importer) => importer.name === name);
    if (named) return named;
    throw new AppError('interop/unknown-form', `Results can be imported as ${known}, found "${name}".`);
  }
  for (const importer of importers) {
    if (await importer.recognise(source)) return importer;
  }
  throw new AppError(
    'interop/unknown-form',
    `${source.path} is nothing that can be imported; expected results of one of ${known}, found none of them. Name the folder that holds them.`,
  );
}
