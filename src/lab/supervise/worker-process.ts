import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  forkWorker,
  type LaunchedWorker,
  type LaunchWorker,
  type WorkerEnd,
  type WorkerLaunch,
} from './launch-worker.ts';

export interface WorkerProcessOptions extends WorkerLaunch {
  readonly onMessage?: (message: unknown) => void;
  /** Default: a child process of Node. */
  readonly launch?: LaunchWorker | undefined;
}

/** How a worker process ended. */
export interface WorkerExit extends WorkerEnd {
  /** It did not stop in time and was killed by us. */
  readonly wasKilled: boolean;
  /** The end of what this process wrote to stdout and stderr. */
  readonly logTail: string;
}

const tailBytes = 4096;

/** Owns one worker process from start to exit. */
export class WorkerProcess {
  /** Resolves once, when the process is gone; never rejects. */
  readonly exited: Promise<WorkerExit>;
  /** Resolves when there is a process, with null where there will be none; never rejects. */
  readonly pid: Promise<number | null>;
  readonly #worker: LaunchedWorker;
  #isOver = false;
  #wasKilled = false;

  constructor(options: WorkerProcessOptions) {
    const { logPath, launch = forkWorker, onMessage } = options;
    const logStartBytes = measure(logPath);
    this.#worker = launch(options);
    this.pid = this.#worker.pid;
    if (onMessage) this.#worker.onMessage(onMessage);
    this.exited = new Promise((resolve) => {
      this.#worker.onEnd((end) => {
        this.#isOver = true;
        resolve({ ...end, wasKilled: this.#wasKilled, logTail: readTail(logPath, logStartBytes) });
      });
    });
  }

  /** Asks the worker to stop, and kills it after the deadline. Resolves when it is gone. */
  async stop(deadlineMs: number): Promise<WorkerExit> {
    if (!this.#isOver) this.#worker.send({ kind: 'cancel' });
    const timer = setTimeout(() => this.kill(), deadlineMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  send(message: unknown): void {
    if (!this.#isOver) this.#worker.send(message);
  }

  kill(): void {
    if (this.#isOver) return;
    this.#wasKilled = true;
    this.#worker.kill();
  }
}

function measure(path: string): number {
  const file = openSync(path, 'a');
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

/** The end of a log after a place; empty where the file, or its folder, was removed. */
function readTail(path: string, fromBytes: number): string {
  const file = openIfPossible(path);
  if (file === null) return '';
  try {
    const sizeBytes = fstatSync(file).size;
    const start = Math.max(fromBytes, sizeBytes - tailBytes);
    const bytes = Buffer.alloc(Math.max(0, sizeBytes - start));
    const count = readSync(file, bytes, 0, bytes.length, start);
    return bytes.subarray(0, count).toString('utf8').trim();
  } finally {
    closeSync(file);
  }
}

function openIfPossible(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    // What a process printed is worth less than the news of its end.
    return null;
  }
}
