import { join } from 'node:path';

/** Where things lie below a data folder. */
export function databasePath(dataFolder: string): string {
  return join(dataFolder, 'lab.sqlite');
}

export function stagesFolder(dataFolder: string): string {
  return join(dataFolder, 'stages');
}

export function stageFolder(dataFolder: string, key: string): string {
  return join(dataFolder, 'stages', key);
}

export function experimentsFolder(dataFolder: string): string {
  return join(dataFolder, 'experiments');
}

export function experimentFolder(dataFolder: string, experimentId: string): string {
  return join(dataFolder, 'experiments', experimentId);
}

/** What was deleted for good, while its files are being removed. */
export function deletedFolder(dataFolder: string): string {
  return join(dataFolder, 'deleted');
}

/** What is being unpacked from bundles. */
export function importingFolder(dataFolder: string): string {
  return join(dataFolder, 'importing');
}

export function requestsFolder(dataFolder: string): string {
  return join(dataFolder, 'requests');
}
