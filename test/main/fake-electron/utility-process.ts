import { type ChildProcess, fork as forkNode } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { app } from './app.ts';

interface ForkOptions {
  readonly serviceName: string;
  readonly env: NodeJS.ProcessEnv;
}

const portModule = join(import.meta.dirname, 'parent-port.ts');

/** A utility process that is a child process of Node with a `process.parentPort`, as Electron's have. */
export class FakeUtilityProcess extends EventEmitter {
  static readonly all: FakeUtilityProcess[] = [];
  readonly options: ForkOptions;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  pid: number | undefined = undefined;
  readonly #child: ChildProcess;

  constructor(entry: string, args: readonly string[], options: ForkOptions) {
    super();
    this.options = options;
    this.#child = forkNode(entry, [...args], {
      execArgv: ['--import', portModule],
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.stdout = this.#child.stdout?.pipe(new PassThrough()) ?? null;
    this.stderr = this.#child.stderr?.pipe(new PassThrough()) ?? null;
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('spawn', () => {
      this.pid = this.#child.pid;
      this.emit('spawn');
    });
    this.#child.once('exit', (code, signal) => {
      this.pid = undefined;
      const status = signal === null ? (code ?? 0) : signalNumbers[signal];
      this.emit('exit', status);
      // As lib/browser/api/utility-process.ts does.
      this.stdout?.removeAllListeners();
      this.stderr?.removeAllListeners();
      const reason = signal === null ? (code === 0 ? 'clean-exit' : 'abnormal-exit') : 'killed';
      app.emit('child-process-gone', {}, { type: 'Utility', name: options.serviceName, reason, exitCode: status });
    });
    FakeUtilityProcess.all.push(this);
  }

  postMessage(message: object): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }
}

const signalNumbers: Readonly<Record<string, number>> = { SIGKILL: 9, SIGTERM: 15, SIGSEGV: 11 };

export const utilityProcess = {
  fork: (entry: string, args: readonly string[], options: ForkOptions) => new FakeUtilityProcess(entry, args, options),
};
