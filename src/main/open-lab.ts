import { app, dialog } from 'electron';
import { join, resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { type Lab, type LaunchWorker, openLab } from '../lab/index.ts';
import type { StateFile } from './state-file.ts';

export interface LabOpening {
  readonly state: StateFile;
  readonly launchWorker: LaunchWorker;
}

/** Opens the lab of the user's data folder; where it cannot, says why and offers ways out. Null when the user gives up. */
export async function openDesktopLab({ state, launchWorker }: LabOpening): Promise<Lab | null> {
  for (;;) {
    try {
      return await openLab({ dataFolder: resolveDataFolder(state), launchWorker });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const choice = await ask(error);
      if (choice === 'quit') return null;
      if (choice === 'choose') await chooseFolder(state);
    }
  }
}

/** BOOSTER_LAB_DATA, else the folder that the user chose, else `data` among the user's files of this application. */
export function resolveDataFolder(state: StateFile): string {
  return resolve(process.env['BOOSTER_LAB_DATA'] || (state.get().dataFolder ?? join(app.getPath('userData'), 'data')));
}

const ways = ['again', 'choose', 'quit'] as const;

async function ask(error: AppError): Promise<(typeof ways)[number]> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Booster Lab',
    message:
      error.code === 'lab/locked' ? 'The data folder is open in another lab.' : 'The data folder cannot be opened.',
    detail: error.message,
    buttons: ['Try again', 'Choose another folder…', 'Quit'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  return ways[response] ?? 'quit';
}

async function chooseFolder(state: StateFile): Promise<void> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Choose a data folder',
    buttonLabel: 'Open',
    properties: ['openDirectory', 'createDirectory'],
  });
  const [folder] = filePaths;
  if (canceled || folder === undefined) return;
  // The variable would win over the choice.
  delete process.env['BOOSTER_LAB_DATA'];
  state.set({ dataFolder: folder });
}
