export { findDigest, listDigestedPaths, saveDigest } from './digests.ts';
export {
  countRunStatuses,
  deleteExperiment,
  deleteRun,
  findExperimentRow,
  findRunRow,
  listExperimentRows,
  listIncompleteRuns,
  listNamedStages,
  listRunRows,
  listRunsOfStage,
  listStageKeysOfRun,
  moveRun,
  saveExperiment,
  saveRun,
  saveRunStatus,
  setRunWanted,
  vacatePositions,
} from './experiments.ts';
export { type FollowedFile, forgetFollowed, getFollowState, isFollowed, saveFollowState } from './follow-state.ts';
export { listMarks, saveMarks } from './marks.ts';
export { findStageStanding, listMeasuredStages, type StageStanding } from './measured.ts';
export {
  cutMetrics,
  listMetrics,
  listMetricTimes,
  type MetricsEvent,
  type MetricSeries,
  saveMetrics,
} from './metrics.ts';
export { latestVersion, migrate, readVersion } from './migrate.ts';
export { openStore, openStoreReader, type ReadableStore, type WritableStore } from './open.ts';
export { findDamage, isDamage, isStoreTrouble } from './find-damage.ts';
export { hasSample, listOverruleRows, replaceOverrules } from './overrules.ts';
export {
  countJudged,
  decideByThreshold,
  findJudgement,
  type JudgementRow,
  type JudgeRow,
  listJudgementRows,
  listJudgeRows,
  removeJudge,
  removeScores,
  replaceJudgements,
} from './judgements.ts';
export { listOrigins, saveOrigin } from './origins.ts';
export { acquireLock, type FolderLock } from './lock.ts';
export {
  findFailedUpstream,
  findNextStage,
  isStageNeeded,
  isStageWanted,
  listQueuedDependents,
  listQueuedRunIds,
  type QueueState,
  readQueueState,
  saveQueueState,
} from './queue.ts';
export {
  countSampleRows,
  listCheckpointRows,
  listLogRows,
  listSampleRows,
  listScores,
  listVerdictRows,
  saveCheckpoint,
  saveLog,
  saveSample,
  saveSamples,
  samplesPerStatement,
  saveScore,
  searchLogRows,
} from './results.ts';
export {
  type LastScore,
  type LastValue,
  listLastValues,
  readLastScores,
  readLastValues,
  readTableRuns,
  readTableStages,
  type TableRun,
  type TableStage,
} from './runs-table.ts';
export { measureActivity } from './activity.ts';
export { chooseIndexes } from './thin-curve.ts';
export { readVerdicts, type VerdictColumns } from './verdicts.ts';
export type {
  Checkpoint,
  DigestRow,
  ExperimentRow,
  LogLine,
  RunRow,
  SampleOverrule,
  Score,
  StageRow,
} from './rows.ts';
export {
  deleteStage,
  findStageKeys,
  findStageRow,
  findStageStatus,
  listStageRows,
  listStageStatuses,
  listStatesOfRun,
  saveFinished,
  saveProgress,
  saveStage,
  saveStageState,
  saveStageSize,
  saveStarted,
  type StageState,
} from './stages.ts';
