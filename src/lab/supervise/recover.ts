import { setTimeout as delay } from 'node:timers/promises';
import { isAtWork } from '../../shared/events.ts';
import { findStageRow, listStageStatuses } from '../../store/index.ts';
import { stageFolder } from '../folder/paths.ts';
import { type Owner, readOwner, removeOwner } from '../folder/stage-files.ts';
import { followStage } from '../follow/follow-stage.ts';
import { isOwnerAlive } from '../process-identity.ts';
import { type LabContext, moveStage } from './move-stage.ts';
import type { Supervisor } from './supervisor.ts';

/** How long a worker whose lab has died may take to save its place before it is killed. */
const orphanDeadlineMs = 30_000;

/** Settles what an earlier lab left behind: no stage stays running without a worker of this lab. */
export async function recoverStages(context: LabContext, supervisor: Supervisor): Promise<void> {
  const known = [...listStageStatuses(context.store)];
  await Promise.all(known.filter(([, status]) => isAtWork(status)).map(([key]) => recoverActive(context, key)));
  for (const [key, status] of known) {
    if (status === 'queued' && findStageRow(context.store, key)?.outcome === 'completed')
      moveStage(context, key, 'completed');
  }
  for (const [key, status] of listStageStatuses(context.store)) if (status === 'failed') supervisor.failDependents(key);
}

async function recoverActive(context: LabContext, key: string): Promise<void> {
  const folder = stageFolder(context.dataFolder, key);
  const owner = readOwner(folder);
  // A worker that has lost its lab stops by itself; two writers on one log must never be.
  if (owner && isOwnerAlive(owner)) await waitForOrphan(owner);
  followStage(context.store, folder, key);
  removeOwner(folder);
  const stage = findStageRow(context.store, key);
  if (stage?.outcome === 'completed') return moveStage(context, key, 'completed');
  if (stage?.outcome === 'failed' && stage.status !== 'starting') {
    const { code, message } = stage.outcomeError ?? {
      code: 'worker/failed',
      message: 'The worker failed without a reason.',
    };
    return moveStage(context, key, 'failed', { code, message });
  }
  moveStage(context, key, 'interrupted', {
    code: 'worker/interrupted',
    message: 'The lab ended while the stage was running. Resume goes on from the last checkpoint.',
  });
}

async function waitForOrphan(owner: Owner): Promise<void> {
  const deadlineAtMs = Date.now() + orphanDeadlineMs;
  while (Date.now() < deadlineAtMs) {
    if (!isOwnerAlive(owner)) return;
    await delay(100);
  }
  try {
    process.kill(owner.pid, 'SIGKILL');
  } catch (error) {
    // Gone at the last moment; anything else is told.
    if (isOwnerAlive(owner)) throw error;
  }
  while (isOwnerAlive(owner)) await delay(20);
}
