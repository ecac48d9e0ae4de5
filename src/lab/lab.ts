import { availableParallelism } from 'node:os';
import type { QueueView } from '../shared/contract/runs.ts';
import { AppError } from '../shared/errors.ts';
import type { ImportedBundle } from '../shared/views/bundle.ts';
import { isAtWork } from '../shared/events.ts';
import {
  findNextStage,
  findStageRow,
  findStageStatus,
  type FolderLock,
  isStageWanted,
  listRunRows,
  listStageKeysOfRun,
  listStageRows,
  type RunRow,
  setRunWanted,
  type WritableStore,
} from '../store/index.ts';
import { createBareImportFinder } from './bundle/find-bare-import.ts';
import { importBundle, type ImportBundleOptions } from './bundle/import-bundle.ts';
import { requireInputsOf } from './bundle/require-inputs.ts';
import { rememberDigests } from './folder/digest-file.ts';
import { writeCancelledRuns } from './folder/experiment-files.ts';
import { experimentFolder } from './folder/paths.ts';
import { hasStageFile, restoreStage } from './folder/restore-stage.ts';
import { forEachGivingWay } from './give-way.ts';
import { JudgingDesk } from './judging/desk.ts';
import { planExperiment } from './plan/index.ts';
import { createQueries, resolveExperiment, resolveTargets } from './queries.ts';
import { viewQueue } from './queue-view.ts';
import { takeRequests } from './requests.ts';
import { writeExperiment } from './submit.ts';
import { forkWorker, type LaunchWorker } from './supervise/launch-worker.ts';
import { type LabContext, moveStage, refreshRuns, refreshRunsOfStage } from './supervise/move-stage.ts';
import { recoverStages } from './supervise/recover.ts';
import type { BorrowSlot } from './supervise/slot-loans.ts';
import { listGpus, planSlots } from './supervise/slots.ts';
import { Supervisor } from './supervise/supervisor.ts';
import { isTrouble, Troubles } from './supervise/troubles.ts';
import type { ExperimentView, LabEvent, LabListener, LabOptions, LabQueries, SubmitOptions, Target } from './types.ts';
import { stageWorkerPath } from './worker-paths.ts';

interface Waiter {
  readonly experimentId: string;
  readonly resolve: (experiment: ExperimentView) => void;
  readonly reject: (error: unknown) => void;
}

const defaultDeadlineMs = 60_000;
const requestsEveryMs = 500;
const pumpAgainAfterMs = 1000;

/** The running side of an open data folder: queue, workers, and who listens. */
export class LabSession {
  readonly queries: LabQueries;
  readonly slots: number;
  readonly launchWorker: LaunchWorker;
  readonly borrowSlot: BorrowSlot;
  readonly judging: JudgingDesk;
  readonly #context: LabContext;
  readonly #supervisor: Supervisor;
  readonly #lock: FolderLock;
  readonly #cancelDeadlineMs: number;
  readonly #listeners = new Set<LabListener>();
  readonly #waiters = new Set<Waiter>();
  readonly #troubles: Troubles;
  #requestTimer: NodeJS.Timeout | null = null;
  #pumpTimer: NodeJS.Timeout | null = null;
  /** Null before `start`. */
  #chosen: { readonly experimentIds: readonly string[] | null } | null = null;
  #stopped: Promise<void> | null = null;
  /** What to say of a bug that has ended the work through the queue. */
  #failure: string | null = null;

  constructor(options: LabOptions, store: WritableStore, lock: FolderLock) {
    const slots = planSlots({ asked: options.slots, cores: availableParallelism(), gpus: listGpus() });
    this.slots = slots.length;
    this.launchWorker = options.launchWorker ?? forkWorker;
    this.#context = { dataFolder: options.dataFolder, store, tell: (event) => this.#tell(event) };
    this.#lock = lock;
    this.#troubles = new Troubles(options.dataFolder, (message) => this.#tellTrouble(message));
    this.#cancelDeadlineMs = options.cancelDeadlineMs ?? defaultDeadlineMs;
    const memory = rememberDigests(store, options.dataFolder);
    this.queries = createQueries(options.dataFolder, store, memory);
    this.#supervisor = new Supervisor({
      context: this.#context,
      workerPath: options.workerPath ?? stageWorkerPath,
      launchWorker: this.launchWorker,
      slots,
      environment: options.workerEnvironment ?? {},
      onSettled: () => this.#pumpAgain(),
      troubles: this.#troubles,
      onFailure: (error) => this.#fail(error),
    });
    this.borrowSlot = this.#supervisor.loans.borrow;
    const { launchWorker, borrowSlot } = this;
    this.judging = new JudgingDesk({ context: this.#context, launchWorker, borrowSlot, memory });
  }

  /** Settles what an earlier lab left, then listens for requests of other processes. */
  async recover(): Promise<void> {
    await recoverStages(this.#context, this.#supervisor);
    this.#requestTimer = setInterval(() => this.#answerRequests(), requestsEveryMs);
    this.#requestTimer.unref();
  }

  async submit(specPath: string, options: SubmitOptions): Promise<ExperimentView> {
    const { store, dataFolder } = this.#context;
    const plan = await planExperiment(specPath, {
      memory: rememberDigests(store, dataFolder),
      isComplete: (key) => findStageStatus(store, key) === 'completed',
      execution: options.execution ?? {},
      findBareImport: createBareImportFinder(dataFolder, store),
    });
    this.#requireOpen();
    await writeExperiment(this.#context, plan, () => this.#requireOpen());
    this.#tell({ kind: 'runs.changed' });
    this.#tell({ kind: 'queue.changed' });
    this.#pumpAgain();
    return this.queries.getExperiment(plan.id);
  }

  start(experimentIds: readonly string[] | null): void {
    this.#requireOpen();
    this.#chosen = {
      experimentIds: experimentIds && experimentIds.map((id) => resolveExperiment(this.#context.store, id).id),
    };
    this.#pump();
  }

  async waitForExperiment(id: string): Promise<ExperimentView> {
    this.#requireOpen();
    if (this.#failure !== null) throw new AppError('lab/failed', this.#failure);
    const experimentId = resolveExperiment(this.#context.store, id).id;
    return new Promise((resolve, reject) => {
      this.#waiters.add({ experimentId, resolve, reject });
      this.#answerWaiters();
    });
  }

  async cancel(targets: Target | readonly Target[]): Promise<void> {
    this.#requireOpen();
    const { store } = this.#context;
    const runs = resolveTargets(store, targets).filter((run) => run.status !== 'completed' && run.status !== 'failed');
    this.#setWanted(runs, false);
    const stops: Promise<void>[] = [];
    const stop = (key: string) => {
      // Resumed, or submitted again, in between.
      if (isStageWanted(store, key)) return;
      const stopped = this.#supervisor.stop(key, 'cancel', this.#cancelDeadlineMs);
      // Told below, when all have been asked.
      stopped.catch(() => undefined);
      stops.push(stopped);
    };
    await forEachGivingWay(this.#listKeys(runs), stop, () => this.#requireOpen());
    await Promise.all(stops);
    this.#answerWaiters();
  }

  /** Queues the stages of targets that are in one of these statuses; returns how many. */
  requeue(targets: Target | readonly Target[], from: readonly ('cancelled' | 'interrupted' | 'failed')[]): number {
    this.#requireOpen();
    const { store } = this.#context;
    const runs = resolveTargets(store, targets);
    requireInputsOf(store, runs);
    this.#setWanted(runs, true);
    this.#restoreRemoved(runs);
    const keys = this.#listKeys(runs).filter((key) => from.some((status) => status === findStageStatus(store, key)));
    for (const key of keys) moveStage(this.#context, key, 'queued');
    this.#pumpAgain();
    return keys.length;
  }

  getQueue(): QueueView {
    return viewQueue(this.#context.store, this.slots);
  }

  /** Does what changes the data folder, then starts what may now start. */
  change<Result>(work: (context: LabContext, requireOpen: () => void) => Result): Result {
    this.#requireOpen();
    const result = work(this.#context, () => this.#requireOpen());
    this.#pumpAgain();
    return result;
  }

  importBundle(path: string, options: ImportBundleOptions): Promise<ImportedBundle> {
    this.#requireOpen();
    return importBundle(this.#context, path, { ...options, requireOpen: () => this.#requireOpen() });
  }

  subscribe(listener: LabListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(deadlineMs: number = defaultDeadlineMs): Promise<void> {
    this.#stopped ??= this.#shutDown(deadlineMs);
    return this.#stopped;
  }

  async #shutDown(deadlineMs: number): Promise<void> {
    if (this.#requestTimer) clearInterval(this.#requestTimer);
    if (this.#pumpTimer) clearTimeout(this.#pumpTimer);
    this.#chosen = null;
    try {
      await Promise.all([this.#supervisor.stopAll(deadlineMs), this.judging.stop()]);
      for (const waiter of this.#waiters) waiter.resolve(this.queries.getExperiment(waiter.experimentId));
    } finally {
      this.#waiters.clear();
      this.#listeners.clear();
      this.#context.store.close();
      this.#lock.release();
    }
  }

  /** What keeps the lab from working at present; null while all is well. */
  get trouble(): string | null {
    return this.#failure ?? this.#troubles.current;
  }

  /** Fills free slots without anybody waiting for it; after trouble with the disk again and again. */
  #pumpAgain(): void {
    if (this.#pumpTimer) clearTimeout(this.#pumpTimer);
    this.#pumpTimer = null;
    if (this.#stopped) return;
    try {
      this.#pump();
      this.#troubles.clear('start');
    } catch (error) {
      try {
        this.#troubles.note('start', error);
      } catch (bug) {
        this.#fail(bug);
        return;
      }
      this.#pumpTimer = setTimeout(() => this.#pumpAgain(), pumpAgainAfterMs);
    }
  }

  /** Fills free slots, then tells those who wait for an end. */
  #pump(): void {
    this.#supervisor.loans.serve();
    while (this.#chosen && this.#supervisor.hasFreeSlot) {
      const key = findNextStage(this.#context.store, this.#chosen.experimentIds);
      if (key === undefined) break;
      this.#supervisor.start(key);
    }
    this.#answerWaiters();
  }

  #answerWaiters(): void {
    for (const waiter of this.#waiters) {
      if (this.#canStillMove(waiter.experimentId)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(this.queries.getExperiment(waiter.experimentId));
    }
  }

  #canStillMove(experimentId: string): boolean {
    const { store } = this.#context;
    if (findNextStage(store, [experimentId]) !== undefined) return true;
    return listStageRows(store, experimentId).some((stage) => isAtWork(stage.status));
  }

  #setWanted(runs: readonly RunRow[], isWanted: boolean): void {
    const { store, dataFolder } = this.#context;
    const chosen = new Set(runs.map((run) => run.runId));
    for (const experimentId of new Set(runs.map((run) => run.experimentId))) {
      const all = listRunRows(store, experimentId);
      const cancelled = all
        .filter((run) => (chosen.has(run.runId) ? !isWanted : !run.isWanted))
        .map((run) => run.runId);
      writeCancelledRuns(experimentFolder(dataFolder, experimentId), new Set(cancelled));
    }
    const events = store.transact(() => {
      for (const run of runs) setRunWanted(store, run.runId, isWanted);
      return refreshRuns(store, runs);
    });
    for (const event of events) this.#tell(event);
  }

  /** Takes note of stage folders that were removed while the lab was open. */
  #restoreRemoved(runs: readonly RunRow[]): void {
    const { store, dataFolder } = this.#context;
    for (const key of this.#listKeys(runs)) {
      const stage = hasStageFile(dataFolder, key) ? undefined : findStageRow(store, key);
      if (!stage || isAtWork(stage.status)) continue;
      const { status, error } = restoreStage(store, dataFolder, stage.file);
      this.#tell({ kind: 'stage.moved', key, stageKind: stage.kind, status, error });
      for (const event of store.transact(() => refreshRunsOfStage(store, key))) this.#tell(event);
    }
  }

  #listKeys(runs: readonly RunRow[]): string[] {
    return [...new Set(runs.flatMap((run) => listStageKeysOfRun(this.#context.store, run.runId)))];
  }

  #answerRequests(): void {
    try {
      for (const request of takeRequests(this.#context.dataFolder))
        this.cancel(request.target).catch((error) => this.#reportRequest(error));
    } catch (error) {
      this.#reportRequest(error);
    }
  }

  /** A request for what does not exist, or on a full disk, is nobody's harm; anything else is. */
  #reportRequest(error: unknown): void {
    if (!(error instanceof AppError) && !isTrouble(error)) this.#fail(error);
  }

  #tell(event: LabEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // Its bug must not keep the others from hearing, or what is told from being done.
        if (event.kind !== 'lab.failed') this.#fail(error);
      }
    }
  }

  /** Windows show the trouble until it is over; a command line that waits is told at once. */
  #tellTrouble(message: string | null): void {
    this.#tell({ kind: 'lab.troubled', message: message ?? this.#failure });
    if (message !== null) this.#rejectWaiters(new AppError('lab/cannot-record', message));
  }

  /** After what should never happen nothing new is started; what runs goes on. */
  #fail(error: unknown): void {
    this.#chosen = null;
    const reason = error instanceof Error ? error.message : String(error);
    this.#failure ??= `The lab has run into a bug and starts nothing new: ${reason.replace(/\.$/, '')}. Start Booster Lab again, and please report it.`;
    this.#tell({ kind: 'lab.failed', error, message: this.#failure });
    this.#rejectWaiters(error);
  }

  #rejectWaiters(error: unknown): void {
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters.clear();
  }

  #requireOpen(): void {
    if (this.#stopped) throw new AppError('lab/closed', 'The lab has been stopped; open it again.');
  }
}
