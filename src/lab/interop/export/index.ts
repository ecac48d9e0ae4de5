import { mkdirSync, renameSync, rmSync, writeFileSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { FoundRun } from '../../report/find-runs.ts';
import { collectRun, type ExportQueries } from './collect-runs.ts';
import type { Exporter } from './exporter.ts';
import { mlflow } from './mlflow.ts';
import { modelCard } from './model-card.ts';
import { tensorboard } from './tensorboard.ts';
import { wandb } from './wandb.ts';

/** Every program that runs can be exported for; a new one is a file here and its name in this list. */
export const exporters: readonly Exporter[] = [mlflow, tensorboard, wandb, modelCard];

/**
 * Writes runs for another program into a folder that is not there yet or empty; it appears whole or not at all. Texts of answers are never part of it.
 * @throws AppError interop/unknown-form, interop/folder-in-use, interop/not-written.
 */
export function exportRuns(
  queries: ExportQueries,
  runs: readonly FoundRun[],
  { form, folder }: { readonly form: string; readonly folder: string },
): { readonly fileCount: number } {
  const exporter = exporters.find(({ name }) => name === form);
  if (!exporter) {
    const known = exporters.map(({ name }) => name).join(', ');
    throw new AppError('interop/unknown-form', `Runs can be exported as ${known}, found "${form}".`);
  }
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new AppError('interop/folder-in-use', `The folder ${folder} holds something already; name another one.`);
  const files = exporter.encode(runs.map((run) => collectRun(queries, run)));
  const partial = `${folder}.${process.pid}.partial`;
  try {
    for (const { path, bytes } of files) {
      const place = join(partial, ...path.split('/'));
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, bytes);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('interop/not-written', `The export cannot be written to ${folder}: ${reason}.`, {
      cause: error,
    });
  }
  return { fileCount: files.length };
}
