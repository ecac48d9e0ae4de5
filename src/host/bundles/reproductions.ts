import { randomUUID } from 'node:crypto';
import { compareReproduction } from '../../lab/bundle/reproduce/compare.ts';
import { prepareReproduction } from '../../lab/bundle/reproduce/prepare.ts';
import { runAgain } from '../../lab/bundle/reproduce/run-again.ts';
import type { ExperimentView, Lab } from '../../lab/index.ts';
import { AppError, CancelledError } from '../../shared/errors.ts';
import type {
  Reproduction,
  ReproductionStatus,
  ReproductionTolerance,
  ReproductionView,
} from '../../shared/views/reproduction.ts';
import type { HostContext } from '../context.ts';
import { listInputFolders } from './input-folders.ts';
import { type Attempt, openReproductionFiles, type ReproductionFiles } from './reproduction-files.ts';

interface Request {
  readonly path: string;
  readonly runIds: readonly string[];
  readonly tolerance: ReproductionTolerance;
}

/** The attempt that is at work. */
interface Active {
  readonly id: string;
  readonly controller: AbortController;
  /** Resolves when it is over, however it ended. */
  readonly ended: Promise<void>;
  phase: Extract<ReproductionStatus, 'checking' | 'running' | 'comparing'>;
  /** 0..1 of the phase before anything runs. */
  checked: number;
  lab: Lab | null;
}

/** Runs bundles again, one after the other, each in a data folder of its own beside the lab's; what was stopped can go on. */
export class Reproductions {
  readonly #host: HostContext;
  readonly #files: ReproductionFiles;
  readonly #waiting: string[] = [];
  #active: Active | null = null;

  constructor(host: HostContext) {
    this.#host = host;
    this.#files = openReproductionFiles(host.lab.dataFolder);
    host.signal.addEventListener('abort', () => this.#active?.controller.abort(), { once: true });
  }

  /** Newest first. */
  list(): ReproductionView[] {
    return this.#files
      .list()
      .flatMap((id) => {
        const attempt = this.#files.read(id);
        return attempt ? [this.#view(id, attempt)] : [];
      })
      .sort((left, right) => right.startedAtMs - left.startedAtMs);
  }

  /** @throws AppError bundle/no-reproduction. */
  get(id: string): { view: ReproductionView; report: Reproduction | null } {
    const attempt = this.#require(id);
    return { view: this.#view(id, attempt), report: attempt.result ? this.#files.readReport(id) : null };
  }

  start({ path, runIds, tolerance }: Request): string {
    const id = randomUUID();
    this.#files.write(id, {
      path,
      runIds: [...runIds],
      tolerance: { ...tolerance },
      startedAtMs: Date.now(),
      endedAtMs: null,
      error: null,
      result: null,
    });
    this.#enqueue(id);
    return id;
  }

  /** @throws AppError bundle/no-reproduction. */
  continue(id: string): void {
    const attempt = this.#require(id);
    if (attempt.result || this.#active?.id === id || this.#waiting.includes(id)) return;
    this.#files.write(id, { ...withoutVersion(attempt), endedAtMs: null, error: null });
    this.#enqueue(id);
  }

  async stop(id: string): Promise<void> {
    const place = this.#waiting.indexOf(id);
    if (place !== -1) this.#waiting.splice(place, 1);
    if (this.#active?.id === id) {
      this.#active.controller.abort();
      await this.#active.ended;
    }
    this.#changed();
  }

  async remove(id: string): Promise<void> {
    await this.stop(id);
    await this.#files.remove(id);
    this.#changed();
  }

  #enqueue(id: string): void {
    this.#waiting.push(id);
    this.#changed();
    this.#pump();
  }

  #pump(): void {
    if (this.#active || this.#host.signal.aborted) return;
    const id = this.#waiting.shift();
    if (id === undefined) return;
    const controller = new AbortController();
    let finish = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const active: Active = { id, controller, ended, phase: 'checking', checked: 0, lab: null };
    this.#active = active;
    void this.#work(active).finally(() => {
      this.#active = null;
      finish();
      this.#changed();
      this.#pump();
    });
  }

  async #work(active: Active): Promise<void> {
    const { id, controller } = active;
    try {
      const report = await this.#reproduce(active, this.#require(id));
      this.#files.writeReport(id, report);
      const { counts, isWithin } = report;
      this.#end(id, { error: null, result: { counts: { ...counts }, isWithin } });
      await this.#files.removeWork(id);
    } catch (error) {
      // Stopped by a person or with the program: it can go on.
      if (controller.signal.aborted || error instanceof CancelledError) return;
      if (!(error instanceof AppError)) this.#host.reportBug(error);
      this.#end(id, { error: error instanceof Error ? error.message : String(error), result: null });
    }
  }

  async #reproduce(active: Active, attempt: Attempt): Promise<Reproduction> {
    const { lab, places } = this.#host;
    const { signal } = active.controller;
    const prepared = await prepareReproduction(attempt.path, {
      folder: this.#files.workFolder(active.id),
      runIds: attempt.runIds,
      inputFolders: listInputFolders(lab.dataFolder, places, []),
      knownPaths: lab.listKnownInputs(),
      signal,
      onProgress: ({ fraction }) => {
        active.checked = fraction;
        this.#changed();
      },
    });
    active.phase = 'running';
    this.#changed();
    try {
      await runAgain(prepared, {
        slots: lab.slots,
        launchWorker: lab.launchWorker,
        onOpened: (own) => {
          active.lab = own;
        },
        follow: (own, experiment) => this.#follow(own, experiment, signal),
      });
    } finally {
      active.lab = null;
    }
    active.phase = 'comparing';
    this.#changed();
    return compareReproduction(prepared, attempt.tolerance);
  }

  async #follow(lab: Lab, { id }: ExperimentView, signal: AbortSignal): Promise<void> {
    const unsubscribe = lab.subscribe(() => this.#changed());
    try {
      lab.start({ experimentIds: [id] });
      await Promise.race([lab.waitForExperiment(id), rejectOnAbort(signal)]);
    } finally {
      unsubscribe();
    }
  }

  #end(id: string, end: Pick<Attempt, 'error' | 'result'>): void {
    this.#files.write(id, { ...withoutVersion(this.#require(id)), ...end, endedAtMs: Date.now() });
  }

  #require(id: string): Attempt {
    const attempt = this.#files.read(id);
    if (attempt) return attempt;
    throw new AppError('bundle/no-reproduction', 'This reproduction is no longer there; it was removed.');
  }

  #view(id: string, { version: _version, ...attempt }: Attempt): ReproductionView {
    const active = this.#active?.id === id ? this.#active : null;
    const isWaiting = this.#waiting.includes(id);
    const ended: ReproductionStatus = attempt.result ? 'completed' : attempt.error === null ? 'stopped' : 'failed';
    return {
      id,
      ...attempt,
      status: active ? active.phase : isWaiting ? 'waiting' : ended,
      progress: active && describeProgress(active),
    };
  }

  #changed(): void {
    this.#host.hub.post({ kind: 'reproductions' });
  }
}

function withoutVersion({ version: _version, ...attempt }: Attempt): Omit<Attempt, 'version'> {
  return attempt;
}

function describeProgress({ phase, checked, lab }: Active): ReproductionView['progress'] {
  if (!lab) return { fraction: phase === 'checking' ? checked : 1, doneStages: 0, stageCount: 0, remainingMs: null };
  const experiments = lab.listExperiments().flatMap(({ id }) => lab.listStages(id));
  const stages = [...new Map(experiments.map((stage) => [stage.key, stage])).values()];
  const done = stages.filter((stage) => stage.status === 'completed');
  const share = stages.reduce(
    (sum, { status, progress }) => sum + (status === 'completed' ? 1 : (progress?.fraction ?? 0)),
    0,
  );
  return {
    fraction: stages.length === 0 ? 0 : share / stages.length,
    doneStages: done.length,
    stageCount: stages.length,
    remainingMs: lab.getQueue().remainingMs,
  };
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(new CancelledError('Stopped.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
