export { writeJsonFile } from './folder/json-file.ts';
export { openLab, openLabReader, rebuildLab } from './open.ts';
export { requestCancel } from './requests.ts';
export type { LaunchedWorker, LaunchWorker, WorkerEnd, WorkerLaunch } from './supervise/launch-worker.ts';
export type * from './types.ts';
export { runWorkerJob, type WorkerJob, type WorkerJobOptions } from './worker-job.ts';
export { formatOfText, parseSpecText, type SpecFormat } from './plan/spec-text.ts';
