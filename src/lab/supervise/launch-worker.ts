import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** What is to be launched. */
export interface WorkerLaunch {
  readonly entry: string;
  readonly arguments: readonly string[];
  /** Added to the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Receives stdout and stderr; appended to. */
  readonly logPath: string;
}

/** How a launched process ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The process could not be started, and why. */
  readonly spawnError: string | null;
  /** What happened to it, to follow "The worker", where the system says more than a code. */
  readonly reason: string | null;
}

/** A launched process. Listeners that are set at once miss nothing. */
export interface LaunchedWorker {
  /** The process id once there is one; null where the process could not be started. Never rejects. */
  readonly pid: Promise<number | null>;
  /** Does nothing where the process is ending. */
  send(message: unknown): void;
  /** Ends the process at once, without asking it. */
  kill(): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The listener is called once. */
  onEnd(listener: (end: WorkerEnd) => void): void;
}

/** The way in which worker processes are started: child processes of Node, or the desktop's utility processes. */
export type LaunchWorker = (launch: WorkerLaunch) => LaunchedWorker;

/** Launches a worker as a child process of Node. */
export const forkWorker: LaunchWorker = (launch) => {
  const log = openSync(launch.logPath, 'a');
  try {
    const child = fork(launch.entry, [...launch.arguments], {
      env: { ...process.env, ...launch.environment },
      execArgv: [],
      stdio: ['ignore', log, log, 'ipc'],
      // Ctrl-C reaches the whole foreground group; the lab alone decides what it means for a worker.
      detached: process.platform !== 'win32',
    });
    return {
      pid: Promise.resolve(child.pid ?? null),
      send(message) {
        if (child.connected) child.send(message as object, () => undefined); // messages are plain objects; a failed send means it is ending
      },
      kill: () => void child.kill('SIGKILL'),
      onMessage: (listener) => void child.on('message', listener),
      onEnd(listener) {
        child.once('exit', (code, signal) => listener({ code, signal, spawnError: null, reason: null }));
        child.on('error', (error) => {
          // Also emitted when a message cannot be sent to a process that is just ending; its exit follows.
          if (child.pid === undefined) listener({ code: null, signal: null, spawnError: error.message, reason: null });
        });
      },
    };
  } finally {
    closeSync(log);
  }
};
