import { extname, join } from 'node:path';

// From source the workers lie in a folder of their own; a bundle has them beside the code that starts them.
const extension = extname(import.meta.filename);
const workerFolder = extension === '.ts' ? join(import.meta.dirname, '..', 'worker') : import.meta.dirname;

/** Workers are reached by path: nothing of theirs is imported here. Each is an entry of electron.vite.config.ts. */
export const stageWorkerPath = describePath('stage');
export const jobWorkerPath = describePath('job');
export const trainWorkerPath = describePath('train');
export const chatWorkerPath = describePath('chat');

function describePath(name: string): string {
  return join(workerFolder, `${name}${extension}`);
}
