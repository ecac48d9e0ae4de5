import { hostname } from 'node:os';
import { join } from 'node:path';
import { assertNever } from '../../shared/errors.ts';
import type { StageEvent } from '../../shared/events.ts';
import {
  findFailedUpstream,
  findStageRow,
  findStageStatus,
  isStageWanted,
  listQueuedDependents,
} from '../../store/index.ts';
import { stageFolder } from '../folder/paths.ts';
import { removeOwner, writeOwner } from '../folder/stage-files.ts';
import { followStage } from '../follow/follow-stage.ts';
import { readProcessStart } from '../process-identity.ts';
import type { LabEvent } from '../types.ts';
import { judgeExit, type StopReason } from './judge-exit.ts';
import type { LaunchWorker } from './launch-worker.ts';
import { type LabContext, moveStage, refreshRunsOfStage } from './move-stage.ts';
import type { Slot } from './slots.ts';
import { WorkerProcess } from './worker-process.ts';

interface Running {
  readonly key: string;
  readonly folder: string;
  readonly process: WorkerProcess;
  readonly slot: Slot;
  /** True once this attempt has written its `started` event. */
  hasStarted: boolean;
  stopReason: StopReason;
  /** Resolves when the stage has its new status. */
  readonly settled: Promise<void>;
}

export interface SupervisorOptions {
  readonly context: LabContext;
  readonly workerPath: string;
  readonly launchWorker: LaunchWorker;
  readonly slots: readonly Slot[];
  /** Added to each worker's environment, over that of its slot. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called after a stage has got its final status and its slot is free. */
  readonly onSettled: () => void;
  /** Called with what should never happen, such as a full disk under the store. */
  readonly onFailure: (error: unknown) => void;
}

const followEveryMs = 200;

/** Owns the worker processes and, with them, the status of every stage. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, Running>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get hasFreeSlot(): boolean {
    return this.#findFreeSlot() !== undefined;
  }

  /** Starts a worker for a queued stage; there must be a free slot. */
  start(key: string): void {
    const { context, workerPath, environment, launchWorker } = this.#options;
    const slot = this.#findFreeSlot();
    if (!slot) throw new Error(`There is no free slot for stage ${key}.`);
    const folder = stageFolder(context.dataFolder, key);
    // What an earlier attempt wrote must not be taken for this one's.
    followStage(context.store, folder, key);
    moveStage(context, key, 'starting');
    const process = new WorkerProcess({
      entry: workerPath,
      arguments: [folder],
      environment: { ...slot.environment, ...environment },
      logPath: join(folder, 'worker.log'),
      launch: launchWorker,
    });
    process.pid.then((pid) => this.#writeOwner(key, pid)).catch(this.#options.onFailure);
    const settled = process.exited.then(() => this.#settle(key)).catch(this.#options.onFailure);
    this.#running.set(key, { key, folder, process, slot, hasStarted: false, stopReason: null, settled });
    this.#timer ??= setInterval(() => this.#followAll(), followEveryMs);
  }

  #findFreeSlot(): Slot | undefined {
    const taken = new Set([...this.#running.values()].map((running) => running.slot));
    return this.#options.slots.find((slot) => !taken.has(slot));
  }

  #writeOwner(key: string, pid: number | null): void {
    const running = this.#running.get(key);
    if (!running || pid === null) return;
    writeOwner(running.folder, {
      pid,
      host: hostname(),
      startedAtMs: Date.now(),
      processStart: readProcessStart(pid),
    });
  }

  /** Stops a stage: a queued one at once, a running one when its worker has saved its place, or is killed after the deadline. */
  async stop(key: string, reason: Exclude<StopReason, null>, deadlineMs: number): Promise<void> {
    const { context } = this.#options;
    const running = this.#running.get(key);
    if (!running) {
      if (reason === 'cancel' && findStageStatus(context.store, key) === 'queued') moveStage(context, key, 'cancelled');
      return;
    }
    // A shutdown outranks a cancel that is under way: what is stopped by it can be resumed either way.
    running.stopReason ??= reason;
    const status = findStageStatus(context.store, key);
    if (status === 'starting' || status === 'running') moveStage(context, key, 'stopping');
    await running.process.stop(deadlineMs);
    await running.settled;
  }

  /** Stops every worker. */
  async stopAll(deadlineMs: number): Promise<void> {
    await Promise.all([...this.#running.keys()].map((key) => this.stop(key, 'shutdown', deadlineMs)));
  }

  /** Gives the queued stages behind a failed one up, with the reason. */
  failDependents(key: string): void {
    const { context } = this.#options;
    for (const dependent of listQueuedDependents(context.store, key)) {
      const failed = findFailedUpstream(context.store, dependent);
      if (!failed) continue;
      const message = `The ${failed.kind} stage before it (${failed.key.slice(0, 12)}) failed: ${failed.message}`;
      moveStage(context, dependent, 'failed', { code: 'stage/upstream-failed', message });
    }
  }

  #followAll(): void {
    try {
      for (const running of this.#running.values()) this.#follow(running);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  #follow(running: Running): void {
    const { context } = this.#options;
    const { events, sampleCount } = followStage(context.store, running.folder, running.key);
    if (events.some((event) => event.kind === 'started')) {
      running.hasStarted = true;
      for (const event of context.store.transact(() => refreshRunsOfStage(context.store, running.key)))
        context.tell(event);
      if (findStageStatus(context.store, running.key) === 'starting') moveStage(context, running.key, 'running');
    }
    for (const event of keepLastProgress(events)) {
      const told = describeEvent(running.key, event);
      if (told) context.tell(told);
    }
    const what = [
      ...(events.some((event) => event.kind === 'metrics') ? (['curves'] as const) : []),
      ...(sampleCount > 0 ? (['samples'] as const) : []),
    ];
    if (what.length > 0) context.tell({ kind: 'stage.grew', key: running.key, what });
  }

  async #settle(key: string): Promise<void> {
    const { context } = this.#options;
    const running = this.#running.get(key);
    if (!running) return;
    const exit = await running.process.exited;
    try {
      this.#follow(running);
      const stage = findStageRow(context.store, key);
      const isOwn = running.hasStarted || stage?.outcome === 'completed';
      const { status, error } = judgeExit({
        exit,
        outcome: isOwn ? (stage?.outcome ?? null) : null,
        outcomeError: stage?.outcomeError ? describeStored(stage.outcomeError) : null,
        stopReason: running.stopReason,
      });
      removeOwner(running.folder);
      moveStage(context, key, status, error);
      // Resumed while it was still stopping.
      if (status === 'cancelled' && isStageWanted(context.store, key)) moveStage(context, key, 'queued');
      if (status === 'failed') this.failDependents(key);
    } finally {
      this.#running.delete(key);
      if (this.#running.size === 0 && this.#timer) {
        clearInterval(this.#timer);
        this.#timer = null;
      }
    }
    this.#options.onSettled();
  }
}

function describeStored(error: { code: string; message: string; stack?: string | undefined }) {
  return { code: error.code, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}

/** Of several progress events in one batch only the last is news. */
function keepLastProgress(events: readonly StageEvent[]): StageEvent[] {
  const last = events.findLast((event) => event.kind === 'progressed');
  return events.filter((event) => event.kind !== 'progressed' || event === last);
}

function describeEvent(key: string, event: StageEvent): LabEvent | null {
  switch (event.kind) {
    case 'progressed': {
      const { phase, done, total, fraction, remainingMs } = event;
      return { kind: 'stage.progressed', key, phase, done, total, fraction, remainingMs };
    }
    case 'logged':
      return { kind: 'stage.logged', key, level: event.level, message: event.message };
    case 'scored': {
      const { step, metric, judge, judgeVersion, successes, n, value, low, high } = event;
      return {
        kind: 'stage.scored',
        key,
        score: { step, metric, judge, judgeVersion, successes, n, value, low, high },
      };
    }
    case 'started':
    case 'metrics':
    case 'checkpointed':
    case 'finished':
      return null;
    default:
      return assertNever(event);
  }
}
