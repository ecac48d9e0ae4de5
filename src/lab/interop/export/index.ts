import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, CancelledError } from '../../../shared/errors.ts';
import type { WrittenExport } from '../../../shared/views/interop.ts';
import type { WorkWatch } from '../../../shared/views/work.ts';
import { createBreather } from '../../work/breathe.ts';
import { meterWork } from '../../work/meter.ts';
import { collectRun, type ExportQueries, type ExportRun } from './collect-runs.ts';
import type { Exporter } from './exporter.ts';
import { mlflow } from './mlflow.ts';
import { modelCard } from './model-card.ts';
import type { SelectedRuns } from './select-runs.ts';
import { tensorboard } from './tensorboard.ts';
import { wandb } from './wandb.ts';

export { explainExporter } from './exporter.ts';
export { selectExportRuns } from './select-runs.ts';

/** Every program that runs can be exported for; a new one is a file here and its name in this list. */
export const exporters: readonly Exporter[] = [mlflow, tensorboard, wandb, modelCard];

export interface ExportWishes extends Partial<WorkWatch> {
  readonly form: string;
  readonly folder: string;
}

/**
 * Writes runs for another program into a folder that is not there yet or empty; it appears whole or not at all. Texts of answers are never
 * part of it. @throws AppError interop/unknown-form, interop/folder-in-use, interop/not-written; CancelledError when the signal was aborted.
 */
export async function exportRuns(
  queries: ExportQueries,
  { runs, leftOutCount }: SelectedRuns,
  { form, folder, signal, onProgress }: ExportWishes,
): Promise<WrittenExport> {
  const exporter = findExporter(form);
  requireFree(folder);
  const partial = `${folder}.${process.pid}.partial`;
  const breathe = createBreather(signal);
  const meter = meterWork('writing', runs.length, onProgress);
  const written = { fileCount: 0, sizeBytes: 0 };
  function* collect(): Generator<ExportRun, void, undefined> {
    for (const run of runs) {
      yield collectRun(queries, run);
      meter.add(1);
    }
  }
  try {
    mkdirSync(partial, { recursive: true });
    for (const { path, bytes } of exporter.encode(collect())) {
      await breathe();
      const place = join(partial, ...path.split('/'));
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, bytes);
      written.fileCount += 1;
      written.sizeBytes += Buffer.byteLength(bytes);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (signal?.aborted) throw new CancelledError('The export was cancelled; nothing was written.');
    if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new AppError('interop/not-written', `The export cannot be written to ${folder}: ${error.message}.`, {
      cause: error,
    });
  }
  return { ...written, form, folder, runCount: runs.length, leftOutCount };
}

/** @throws AppError interop/unknown-form. */
export function findExporter(form: string): Exporter {
  const exporter = exporters.find(({ name }) => name === form);
  if (exporter) return exporter;
  const known = exporters.map(({ name }) => name).join(', ');
  throw new AppError('interop/unknown-form', `Runs can be exported as ${known}, found "${form}".`);
}

function requireFree(folder: string): void {
  if (!existsSync(folder)) return;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new AppError('interop/folder-in-use', `${folder} is no folder; name another one.`, { cause: error });
  }
  if (names.length > 0)
    throw new AppError('interop/folder-in-use', `The folder ${folder} holds something already; name another one.`);
}
