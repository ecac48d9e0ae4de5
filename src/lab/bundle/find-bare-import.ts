import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findRunRow, listCheckpointRows, listRunsOfStage, type ReadableStore } from '../../store/index.ts';
import { stageFolder } from '../folder/paths.ts';
import type { FindBareImport } from '../plan/missing-weights.ts';

/** Looks whether the kept models that the log of an imported stage names are here. */
export function createBareImportFinder(dataFolder: string, store: ReadableStore): FindBareImport {
  return (key, needs) => {
    const origin = listRunsOfStage(store, key).flatMap(({ runId }) => findRunRow(store, runId)?.origin ?? [])[0];
    if (!origin) return undefined;
    const kept = listCheckpointRows(store, key);
    const needed = needs === 'all' ? kept : kept.slice(-1);
    const isThere = needed.every(({ path }) => existsSync(resolve(stageFolder(dataFolder, key), path)));
    return isThere ? undefined : { fileName: origin.fileName };
  };
}
