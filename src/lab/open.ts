import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import {
  listExperimentRows,
  listStageStatuses,
  openStore,
  openStoreReader,
  type ReadableStore,
} from '../store/index.ts';
import { tidyDeleted } from './folder/delete-folder.ts';
import { importDigests, recallDigests } from './folder/digest-file.ts';
import { indexFolders } from './folder/index-folders.ts';
import { takeDamageMark } from './guard-damage.ts';
import { databasePath } from './folder/paths.ts';
import { LabSession } from './lab.ts';
import { describeHolder, lockDataFolder, tryLockDataFolder } from './lock.ts';
import { markRuns } from './mark-runs.ts';
import { overruleSample } from './overrule.ts';
import { purgeRuns } from './purge-runs.ts';
import { openIndex } from './open-index.ts';
import { createQueries } from './queries.ts';
import { holdRuns, moveRuns, pauseQueue } from './queue-order.ts';
import { replanRemoved } from './replan-removed.ts';
import type { Lab, LabOptions, LabQueries } from './types.ts';

/** Opens a data folder for running: takes its lock, migrates, indexes what the folders hold, settles what a crash left. @throws AppError lab/locked, store/... */
export async function openLab(options: LabOptions): Promise<Lab> {
  const dataFolder = resolve(options.dataFolder);
  const lock = lockDataFolder(dataFolder);
  try {
    const { store, warnings } = openIndex(dataFolder);
    try {
      const lost = await replanRemoved(store, dataFolder);
      await tidyDeleted(dataFolder);
      const session = new LabSession({ ...options, dataFolder }, store, lock);
      await session.recover();
      return describeLab(session, [...warnings, ...lost]);
    } catch (error) {
      store.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

function describeLab(session: LabSession, warnings: readonly string[]): Lab {
  return {
    ...session.queries,
    slots: session.slots,
    launchWorker: session.launchWorker,
    borrowSlot: session.borrowSlot,
    get warnings() {
      return session.trouble === null ? warnings : [session.trouble, ...warnings];
    },
    submit: (specPath, options) => session.submit(specPath, options ?? {}),
    start: (options) => session.start(options?.experimentIds ?? null),
    waitForExperiment: (experimentId) => session.waitForExperiment(experimentId),
    cancel: (targets) => session.cancel(targets),
    resume: (targets) => session.requeue(targets, ['cancelled', 'interrupted']),
    retry: (targets) => session.requeue(targets, ['failed']),
    getQueue: () => session.getQueue(),
    moveRuns: (runIds, before) => session.change((context) => moveRuns(context, runIds, before)),
    holdRuns: (runIds, isHeld) => session.change((context) => holdRuns(context, runIds, isHeld)),
    pauseQueue: (isPaused) => session.change((context) => pauseQueue(context, isPaused)),
    markRuns: (runIds, change) => session.change((context) => markRuns(context, runIds, change)),
    purgeRuns: (runIds) => session.change((context, requireOpen) => purgeRuns(context, runIds, requireOpen)),
    overruleSample: (place) => session.change((context) => overruleSample(context, place)),
    planJudging: (request, signal) => session.judging.plan(request, signal),
    judge: (request) => session.judging.judge(request),
    getJudging: () => session.judging.state,
    cancelJudging: () => session.judging.cancel(),
    setJudgeThreshold: (selection, judgeId, threshold) => session.judging.setThreshold(selection, judgeId, threshold),
    importBundle: (path, importOptions) => session.importBundle(path, importOptions ?? {}),
    subscribe: (listener) => session.subscribe(listener),
    stop: (options) => session.stop(options?.deadlineMs),
  };
}

/**
 * Opens a data folder for reading beside a running lab; call `close` when done. A database that an older version left is brought
 * up to date first, unless a lab has it open. @throws AppError lab/no-data-folder, store/...
 */
export function openLabReader(dataFolder: string): LabQueries & { close(): void } {
  const folder = resolve(dataFolder);
  if (!existsSync(databasePath(folder))) {
    throw new AppError(
      'lab/no-data-folder',
      `There is no lab in ${folder}; run an experiment first, or name another data folder.`,
    );
  }
  const store = openCurrentReader(folder);
  return { ...createQueries(folder, store, recallDigests(store)), close: () => store.close() };
}

function openCurrentReader(dataFolder: string): ReadableStore {
  const path = databasePath(dataFolder);
  try {
    return openStoreReader(path);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'store/outdated') throw error;
    bringUpToDate(dataFolder);
    return openStoreReader(path);
  }
}

/** Migrates and indexes a data folder as opening its lab does. @throws AppError store/outdated if another lab has it. */
function bringUpToDate(dataFolder: string): void {
  const lock = tryLockDataFolder(dataFolder);
  if (!lock) {
    throw new AppError(
      'store/outdated',
      `The database ${databasePath(dataFolder)} is of an older version and must be brought up to date before it can be read, but another lab has it open (${describeHolder(dataFolder)}); wait for it or stop it, then try again.`,
    );
  }
  try {
    openIndex(dataFolder).store.close();
  } finally {
    lock.release();
  }
}

/** Drops the index and recreates it from the folders; the old one stays until the new one is whole. @throws AppError lab/locked, lab/no-data-folder. */
export async function rebuildLab(
  dataFolder: string,
): Promise<{ experiments: number; runs: number; stages: number; warnings: readonly string[] }> {
  const folder = resolve(dataFolder);
  if (!existsSync(folder)) throw new AppError('lab/no-data-folder', `There is no data folder at ${folder}.`);
  const lock = lockDataFolder(folder);
  const path = databasePath(folder);
  const temporary = `${path}.rebuild`;
  try {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${temporary}${suffix}`, { force: true });
    const store = openStore(temporary);
    try {
      importDigests(store, folder);
      const warnings = indexFolders(store, folder);
      const counts = {
        experiments: listExperimentRows(store).length,
        runs: Number(store.sql('SELECT count(*) FROM runs').pluck().get()),
        stages: listStageStatuses(store).size,
        warnings,
      };
      store.close();
      for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
      renameSync(temporary, path);
      // Whatever was found damaged is gone.
      takeDamageMark(folder);
      return counts;
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}
