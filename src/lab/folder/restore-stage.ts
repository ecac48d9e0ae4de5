import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StageFile } from '../../shared/spec/stage.ts';
import { forgetFollowed, saveStage, type StageState, type WritableStore } from '../../store/index.ts';
import { stageFolder } from './paths.ts';
import { writeStageFile, writeStageState } from './stage-files.ts';

/** False where the folder of a stage was removed, or what says what stage it is. */
export function hasStageFile(dataFolder: string, key: string): boolean {
  return existsSync(join(stageFolder(dataFolder, key), 'spec.json'));
}

/** Gives a stage whose folder was removed a new one without results: it has failed, and a retry runs it again. */
export function restoreStage(store: WritableStore, dataFolder: string, file: StageFile): StageState {
  const folder = stageFolder(dataFolder, file.key);
  const state: StageState = {
    status: 'failed',
    atMs: Date.now(),
    error: {
      code: 'lab/folder-removed',
      message:
        'The folder of this stage was removed from the data folder, and its results with it. Retry runs it again.',
    },
  };
  writeStageFile(folder, file);
  writeStageState(folder, state);
  store.transact(() => {
    forgetFollowed(store, file.key);
    saveStage(store, file, state);
  });
  return state;
}
