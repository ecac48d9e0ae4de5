import { app, type Details, utilityProcess } from 'electron';
import { closeSync, openSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { LaunchedWorker, LaunchWorker, WorkerEnd, WorkerLaunch } from '../lab/index.ts';

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
  const log = openSync(launch.logPath, 'a');
  const child = utilityProcess.fork(launch.entry, [...launch.arguments], {
    serviceName,
    env: cleanEnvironment({ ...process.env, ...launch.environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // macOS: TensorFlow's library is not signed, and XLA writes machine code.
    allowLoadingUnsignedLibraries: true,
  });
  const outputs = [child.stdout, child.stderr].flatMap((output) => output ?? []);
  const drained = outputs.map(
    (output) =>
      new Promise<void>((resolve) => {
        output.on('data', (bytes: Uint8Array) => writeSync(log, bytes));
        output.once('close', () => resolve());
      }),
  );
  const gone = new Promise<Details>((resolve) => {
    const listen = (_event: unknown, details: Details) => {
      if (details.name !== serviceName) return;
      app.off('child-process-gone', listen);
      resolve(details);
    };
    app.on('child-process-gone', listen);
    child.once('exit', () => setTimeout(() => app.off('child-process-gone', listen), settleMs));
  });
  let fatalError: string | null = null;
  child.on('error', (_type, location) => {
    fatalError = location;
  });
  const ended = new Promise<WorkerEnd>((resolve) => {
    const settle = (code: number | null, details: Details | null) => {
      if (isClosed) return;
      isClosed = true;
      closeSync(log);
      resolve(describeEnd(code, details, fatalError));
    };
    let isClosed = false;
    child.once('exit', (code) => {
      const details = code === 0 ? Promise.resolve(null) : within(gone);
      void Promise.all([details, within(Promise.all(drained))]).then(([found]) => settle(code, found));
    });
    // Where nothing was started there is no exit.
    void gone.then((details) => details.reason === 'launch-failed' && settle(null, details));
  });
  return {
    pid: new Promise((resolve) => {
      child.once('spawn', () => resolve(child.pid ?? null));
      void ended.then(() => resolve(null));
    }),
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
    send: (message) => child.postMessage(message),
    kill() {
      // Electron's own kill only asks on POSIX, and a worker that hangs would not listen.
      if (child.pid === undefined) child.kill();
      else process.kill(child.pid, 'SIGKILL');
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

/** What the exit code and the system's reason mean in the terms of the lab. */
export function describeEnd(
  code: number | null,
  details: Pick<Details, 'reason' | 'exitCode'> | null,
  fatalError: string | null,
): WorkerEnd {
  const end: WorkerEnd = { code, signal: null, spawnError: null, reason: null };
  if (details?.reason === 'launch-failed') {
    return { ...end, spawnError: `the system refused it with code ${details.exitCode}` };
  }
  if (details?.reason === 'oom' || (fatalError !== null && /memory|oom/i.test(fatalError)))
    return { ...end, reason: 'ran out of memory' };
  if (fatalError !== null) return { ...end, reason: `crashed in ${fatalError}` };
  if (details?.reason === 'memory-eviction') return { ...end, code: null, signal: 'SIGKILL' };
  if (process.platform === 'win32') {
    return details?.reason === 'killed' ? { ...end, code: null, signal: 'SIGKILL' } : end;
  }
  // After a signal the code is what the system's wait call says: the signal's number, with a bit for a core dump.
  const isSignalled = details === null ? code === 9 || code === 15 : ['killed', 'crashed'].includes(details.reason);
  const signal = isSignalled && code !== null ? findSignal(code & 0x7f) : null;
  return signal === null ? end : { ...end, code: null, signal };
}

function findSignal(number: number): NodeJS.Signals | null {
  const entry = Object.entries(constants.signals).find(([, value]) => value === number);
  return entry ? (entry[0] as NodeJS.Signals) : null; // the names of that table are the signals
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
