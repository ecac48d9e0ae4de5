import { app, type Details, utilityProcess } from 'electron';
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LaunchedWorker, LaunchWorker, WorkerEnd, WorkerLaunch } from '../lab/index.ts';
import { describeEnd } from './utility-end.ts';

/** How long the system's word on why a process has gone, and the rest of its output, may come after its end. */
const settleMs = 250;

/** Launches workers as utility processes of the desktop. Only after the application is ready. */
export function createUtilityLauncher(): LaunchWorker {
  let count = 0;
  return (launch) => {
    count += 1;
    return start(launch, `Booster Lab worker ${count}`);
  };
}

function start(launch: WorkerLaunch, serviceName: string): LaunchedWorker {
  const child = utilityProcess.fork(launch.entry, [...launch.arguments], {
    serviceName,
    env: cleanEnvironment({ ...process.env, ...launch.environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // macOS: TensorFlow's library is not signed, and XLA writes machine code.
    allowLoadingUnsignedLibraries: true,
  });
  const output = keepOutput([child.stdout, child.stderr], launch.logPath);
  const gone = waitUntilGone(serviceName);
  let fatalError: string | null = null;
  child.on('error', (_type, location) => {
    fatalError = location;
  });
  const exitCode = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    // Where nothing was started there is no exit.
    void gone.details.then(({ reason }) => (reason === 'launch-failed' ? resolve(null) : undefined));
  });
  const ended = waitForEnd();
  async function waitForEnd(): Promise<WorkerEnd> {
    const code = await exitCode;
    // Even a crash may come with code 0 at first (electron/electron#42283).
    const [details] = await Promise.all([within(gone.details), within(output.drain())]);
    gone.stop();
    output.close();
    return describeEnd(code, details, fatalError);
  }
  return {
    pid: new Promise((resolve) => {
      child.once('spawn', () => resolve(child.pid ?? null));
      void ended.then(() => resolve(null));
    }),
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
    send: (message) => child.postMessage(message),
    kill() {
      // Electron's own kill only asks on POSIX, and does nothing before there is a process.
      const end = () => child.pid !== undefined && killNow(child.pid);
      if (!end()) child.once('spawn', end);
    },
    onMessage(listener) {
      child.on('message', (message: unknown) => {
        listener(message);
        // A worker waits for this before it ends (src/worker/parent.ts).
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
        if (isLast(message)) child.postMessage({ kind: 'seen' });
      });
    },
    onEnd: (listener) => void ended.then(listener),
  };
}

/** Ends a process; true, as there was one, also where it has just ended by itself. */
function killNow(pid: number): true {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
  return true;
}

/** Appends what a process prints to a file. */
function keepOutput(streams: readonly (NodeJS.ReadableStream | null)[], path: string) {
  const log = openSync(path, 'a');
  const outputs = streams.flatMap((stream) => stream ?? []);
  let isOpen = true;
  const write = (bytes: Uint8Array) => {
    try {
      if (isOpen) writeSync(log, bytes);
    } catch {
      // On a full disk what a worker prints is lost, and nothing else.
    }
  };
  for (const output of outputs) output.on('data', write);
  return {
    /** Called when the process has ended: resolves when all that it printed is in the file. */
    drain: () =>
      Promise.all(
        outputs.map(async (output) => {
          // Electron takes every listener off right after the end; what was printed last is still to come.
          await new Promise((resolve) => setImmediate(resolve));
          output.off('data', write);
          await new Promise((resolve) => {
            output.once('end', resolve);
            output.on('data', write);
          });
        }),
      ),
    close() {
      isOpen = false;
      closeSync(log);
    },
  };
}

/** The system's word on why the process of a name has gone. */
function waitUntilGone(serviceName: string): { readonly details: Promise<Details>; stop(): void } {
  const { promise: details, resolve } = Promise.withResolvers<Details>();
  const listen = (_event: unknown, found: Details) => {
    if (found.name === serviceName) resolve(found);
  };
  app.on('child-process-gone', listen);
  return { details, stop: () => void app.off('child-process-gone', listen) };
}

/** Without what is meant for the desktop itself. */
function cleanEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) => value !== undefined && !/^(ELECTRON_|CHROME_|NODE_OPTIONS$|NODE_CHANNEL)/.test(name),
    ),
  );
}

/** What a promise resolves with, or null when that takes too long. */
async function within<Value>(promise: Promise<Value>): Promise<Value | null> {
  const waiting = new AbortController();
  const limit = delay(settleMs, null, { signal: waiting.signal, ref: false }).catch(() => null);
  const value = await Promise.race([promise, limit]);
  waiting.abort();
  return value;
}

function isLast(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'finished';
}
