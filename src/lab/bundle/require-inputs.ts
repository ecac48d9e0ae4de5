import { existsSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { findStageRow, type ReadableStore, type RunRow } from '../../store/index.ts';
import { lastPart } from './neutral-paths.ts';
import { listStageInputs } from './stage-inputs.ts';

/** @throws AppError lab/missing-inputs for imported runs whose models or data are not on this machine. */
export function requireInputsOf(store: ReadableStore, runs: readonly RunRow[]): void {
  for (const { runId, origin, stageKeys } of runs) {
    if (!origin) continue;
    const stages = stageKeys.flatMap((key) => findStageRow(store, key) ?? []);
    const open = stages.filter(({ status }) => status !== 'completed');
    const missing = open.flatMap(({ file }) => listStageInputs(file.stage)).filter(({ path }) => !existsSync(path));
    if (missing.length === 0) continue;
    const names = [...new Set(missing.map(({ kind, path }) => `${kind} ${lastPart(path)}`))].join(', ');
    throw new AppError(
      'lab/missing-inputs',
      `The run ${runId} was imported from ${origin.fileName} and cannot go on: what it reads is not on this machine (${names}). Delete the run and import the file again with --inputs FOLDER.`,
    );
  }
}
