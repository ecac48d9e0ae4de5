import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  listCheckpointRows,
  type ReadableStore,
  saveStageSize,
  type WritableStore,
} from '../../store/index.ts';
import { stageFolder } from './paths.ts';

/** The models of a stage that are in its folder; its log names also those that a bundle came without, or that were removed. */
export function listKeptCheckpoints(store: ReadableStore, dataFolder: string, key: string): Checkpoint[] {
  const folder = stageFolder(dataFolder, key);
  return listCheckpointRows(store, key).filter(({ path }) => existsSync(join(folder, path)));
}

/** Sets a stage's size to that of the models in its folder. */
export function measureKeptCheckpoints(store: WritableStore, dataFolder: string, key: string): void {
  const kept = listKeptCheckpoints(store, dataFolder, key);
  saveStageSize(
    store,
    key,
    kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
}
