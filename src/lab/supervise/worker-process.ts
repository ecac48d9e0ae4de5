import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, readSync, fstatSync } from 'node:fs';

export interface WorkerProcessOptions {
  readonly entry: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Receives stdout and stderr; appended to. */
  readonly logPath: string;
  readonly onMessage?: (message: unknown) => void;
}

/** How a worker process ended. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It did not stop in time and was killed by us. */
  readonly wasKilled: boolean;
  /** The process could not be started, and why. */
  readonly spawnError: string | null;
  /** The end of what this process wrote to stdout and stderr. */
  readonly logTail: string;
}

const tailBytes = 4096;

/** Owns one child process from start to exit. */
export class WorkerProcess {
  /** Resolves once, when the process is gone; never rejects. */
  readonly exited: Promise<WorkerExit>;
  readonly pid: number | null;
  readonly #child: ChildProcess;
  #isOver = false;
  #wasKilled = false;

  constructor(options: WorkerProcessOptions) {
    const log = openSync(options.logPath, 'a');
    const logStartBytes = fstatSync(log).size;
    try {
      this.#child = fork(options.entry, [...options.arguments], {
        env: { ...process.env, ...options.environment },
        execArgv: [],
        stdio: ['ignore', log, log, 'ipc'],
        // Ctrl-C reaches the whole foreground group; the lab alone decides what it means for a worker.
        detached: process.platform !== 'win32',
      });
    } finally {
      closeSync(log);
    }
    this.pid = this.#child.pid ?? null;
    if (options.onMessage) this.#child.on('message', options.onMessage);
    this.exited = new Promise((resolve) => {
      const settle = (exit: Pick<WorkerExit, 'code' | 'signal' | 'spawnError'>) => {
        this.#isOver = true;
        resolve({ ...exit, wasKilled: this.#wasKilled, logTail: readTail(options.logPath, logStartBytes) });
      };
      this.#child.once('exit', (code, signal) => settle({ code, signal, spawnError: null }));
      this.#child.on('error', (error) => {
        // Also emitted when a message cannot be sent to a process that is just ending; its exit follows.
        if (this.#child.pid === undefined) settle({ code: null, signal: null, spawnError: error.message });
      });
    });
  }

  /** Asks the worker to stop, and kills it after the deadline. Resolves when it is gone. */
  async stop(deadlineMs: number): Promise<WorkerExit> {
    if (!this.#isOver && this.#child.connected) this.#child.send({ kind: 'cancel' }, () => undefined); // a failed send means it is ending
    const timer = setTimeout(() => this.kill(), deadlineMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  kill(): void {
    if (this.#isOver) return;
    this.#wasKilled = true;
    this.#child.kill('SIGKILL');
  }
}

function readTail(path: string, fromBytes: number): string {
  const file = openSync(path, 'r');
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
