export { writeJsonFile } from './folder/json-file.ts';
export { type ChatEvent, startChatWorker, type ChatWorker } from './chat-worker.ts';
export { openLab, openLabReader, rebuildLab } from './open.ts';
export { requestCancel } from './requests.ts';
export type { LaunchedWorker, LaunchWorker, WorkerEnd, WorkerLaunch } from './supervise/launch-worker.ts';
export type * from './types.ts';
export { runWorkerJob, type WorkerJob, type WorkerJobOptions } from './worker-job.ts';
export { pickFirstCell } from './plan/first-cell.ts';
export { formatOfText, parseSpecText, type SpecFormat } from './plan/spec-text.ts';
