import { join } from 'node:path';

const workerFolder = join(import.meta.dirname, '..', 'worker');

/** Workers are reached by path: nothing of theirs is imported here. */
export const stageWorkerPath = join(workerFolder, 'stage.ts');
export const jobWorkerPath = join(workerFolder, 'job.ts');
export const trainWorkerPath = join(workerFolder, 'train.ts');
