import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { assertNever } from '../../shared/errors.ts';
import type { StageEvent, Status } from '../../shared/events.ts';
import {
  findFailedUpstream,
  findStageRow,
  findStageStatus,
  isStageWanted,
  listQueuedDependents,
} from '../../store/index.ts';
import { stageFolder } from '../folder/paths.ts';
import { hasStageFile } from '../folder/restore-stage.ts';
import { removeOwner, writeOwner, writeStageFile } from '../folder/stage-files.ts';
import { followStage } from '../follow/follow-stage.ts';
import { readProcessStart } from '../process-identity.ts';
import type { LabEvent } from '../types.ts';
import { type Ending, judgeExit, type StopReason } from './judge-exit.ts';
import type { LaunchWorker } from './launch-worker.ts';
import { type LabContext, moveStage, refreshRunsOfStage } from './move-stage.ts';
import { SlotLoans } from './slot-loans.ts';
import type { Slot } from './slots.ts';
import type { Troubles } from './troubles.ts';
import { type WorkerExit, WorkerProcess } from './worker-process.ts';

interface Running {
  readonly key: string;
  readonly folder: string;
  readonly process: WorkerProcess;
  readonly slot: Slot;
  /** The worker's process id while owner.json does not have it yet. */
  unwrittenPid: number | null;
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
  /** Called after a stage has got its final status and its slot, or one that was lent, is free. */
  readonly onSettled: () => void;
  /** Takes note of a full disk and the like, while it is tried again. */
  readonly troubles: Troubles;
  /** Called with what should never happen. */
  readonly onFailure: (error: unknown) => void;
}

const followEveryMs = 200;
const tryAgainEveryMs = 500;

/** Owns the worker processes and, with them, the status of every stage. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, Running>();
  /** Slots for work outside the queue. */
  readonly loans: SlotLoans;
  readonly #lent = new Set<Slot>();
  #timer: NodeJS.Timeout | null = null;
  #isStopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.loans = new SlotLoans({
      take: () => {
        const slot = this.#findFreeSlot();
        if (slot) this.#lent.add(slot);
        return slot;
      },
      giveBack: (slot) => {
        this.#lent.delete(slot);
        options.onSettled();
      },
    });
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
    const stage = findStageRow(context.store, key);
    // The folder may have been removed while the stage waited.
    if (stage && !hasStageFile(context.dataFolder, key)) writeStageFile(folder, stage.file);
    moveStage(context, key, 'starting');
    const process = this.#launch(key, () => {
      return new WorkerProcess({
        entry: workerPath,
        arguments: [folder],
        environment: { ...slot.environment, ...environment },
        logPath: join(folder, 'worker.log'),
        launch: launchWorker,
      });
    });
    if (!process) return;
    const settled = process.exited.then(() => this.#settle(key)).catch(this.#options.onFailure);
    const running: Running = {
      key,
      folder,
      process,
      slot,
      unwrittenPid: null,
      hasStarted: false,
      stopReason: null,
      settled,
    };
    this.#running.set(key, running);
    void this.#awaitPid(running);
    this.#timer ??= setInterval(() => this.#followAll(), followEveryMs);
  }

  /** The process that `make` starts; where that fails, the stage does. */
  #launch(key: string, make: () => WorkerProcess): WorkerProcess | undefined {
    try {
      return make();
    } catch (error) {
      const message = `The worker process could not be started: ${error instanceof Error ? error.message : String(error)}.`;
      moveStage(this.#options.context, key, 'failed', { code: 'worker/not-started', message });
      this.failDependents(key);
      return undefined;
    }
  }

  #findFreeSlot(): Slot | undefined {
    const taken = new Set([...[...this.#running.values()].map((running) => running.slot), ...this.#lent]);
    return this.#options.slots.find((slot) => !taken.has(slot));
  }

  async #awaitPid(running: Running): Promise<void> {
    running.unwrittenPid = await running.process.pid;
    if (this.#running.get(running.key) === running) this.#followOne(running);
  }

  /** Says whose the folder is, once that is known. */
  #writeOwner(running: Running): void {
    const { folder, unwrittenPid: pid } = running;
    if (pid === null) return;
    writeOwner(folder, { pid, host: hostname(), startedAtMs: Date.now(), processStart: readProcessStart(pid) });
    running.unwrittenPid = null;
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

  /** Stops every worker. @throws what kept one of them from being stopped, after all the others have. */
  async stopAll(deadlineMs: number): Promise<void> {
    this.#isStopping = true;
    const stops = await Promise.allSettled(
      [...this.#running.keys()].map((key) => this.stop(key, 'shutdown', deadlineMs)),
    );
    const failed = stops.find((stop) => stop.status === 'rejected');
    if (failed) throw failed.reason;
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
    for (const running of this.#running.values()) this.#followOne(running);
  }

  #followOne(running: Running): void {
    const { troubles, onFailure } = this.#options;
    const subject = `follow ${running.key}`;
    try {
      this.#writeOwner(running);
      this.#follow(running);
      troubles.clear(subject);
    } catch (error) {
      try {
        troubles.note(subject, error);
      } catch (bug) {
        onFailure(bug);
      }
    }
  }

  #follow(running: Running): void {
    const { context } = this.#options;
    const { events, sampleCount } = followStage(context.store, running.folder, running.key);
    if (events.some((event) => event.kind === 'started')) {
      running.hasStarted = true;
      for (const event of context.store.transact(() => refreshRunsOfStage(context.store, running.key)))
        context.tell(event);
    }
    // Not only at that event: the move may have failed on a full disk.
    if (running.hasStarted && findStageStatus(context.store, running.key) === 'starting')
      moveStage(context, running.key, 'running');
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
    const running = this.#running.get(key);
    if (!running) return;
    const exit = await running.process.exited;
    try {
      const status = await this.#untilDone(`conclude ${key}`, () => this.#conclude(running, exit));
      await this.#untilDone(`conclude ${key}`, () => this.#passOn(key, status));
    } finally {
      // Resumed as soon as it had its status, it runs again already.
      if (this.#running.get(key) === running) this.#running.delete(key);
      this.#options.troubles.clear(`follow ${key}`);
      if (this.#running.size === 0 && this.#timer) {
        clearInterval(this.#timer);
        this.#timer = null;
      }
    }
    this.#options.onSettled();
  }

  /** Does what has to be done, while the disk is full as often as it takes. */
  async #untilDone<Result>(subject: string, work: () => Result): Promise<Result> {
    for (;;) {
      try {
        const result = work();
        this.#options.troubles.clear(subject);
        return result;
      } catch (error) {
        // What a lab that ends cannot write is settled by the next one.
        if (this.#isStopping) throw error;
        this.#options.troubles.note(subject, error);
        await delay(tryAgainEveryMs);
      }
    }
  }

  /** Gives a stage whose worker is gone its status. */
  #conclude(running: Running, exit: WorkerExit): Status {
    this.#follow(running);
    const { status, error } = judgeExit({ exit, ...this.#readOutcome(running), stopReason: running.stopReason });
    removeOwner(running.folder);
    moveStage(this.#options.context, running.key, status, error);
    return status;
  }

  /** What a stage's new status means for it and others. */
  #passOn(key: string, status: Status): void {
    const { context } = this.#options;
    // Resumed while it was still stopping.
    const isBack = findStageStatus(context.store, key) === 'cancelled' && isStageWanted(context.store, key);
    if (isBack) moveStage(context, key, 'queued');
    if (status === 'failed') this.failDependents(key);
  }

  /** How this attempt ended by its own word. */
  #readOutcome(running: Running): Pick<Ending, 'outcome' | 'outcomeError'> {
    const stage = findStageRow(this.#options.context.store, running.key);
    const isOwn = running.hasStarted || stage?.outcome === 'completed';
    return {
      outcome: isOwn ? (stage?.outcome ?? null) : null,
      outcomeError: stage?.outcomeError ? describeStored(stage.outcomeError) : null,
    };
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
