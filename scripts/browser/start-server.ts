import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const servingSchema = z.object({ kind: z.literal('serving'), link: z.string() });

/** A server that has printed its link, such as `serve`. */
export interface StartedServer {
  readonly link: string;
  /** From the start of the process to its link. */
  readonly readyMs: number;
  readonly process: ChildProcess;
  /** Ctrl-C, and kill -9 after 20 seconds: resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Kill -9. */
  kill(): Promise<void>;
}

/** Starts a Node program that prints {"kind":"serving","link"} when it can be opened, and waits for that line. */
export async function startServer(args: readonly string[], folder: string): Promise<StartedServer> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const link = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(servingSchema.parse(JSON.parse(line)).link),
    );
    void exited.then(() => reject(new Error(`The server ended before it could be opened:\n${errors.trim()}`)));
  });
  return {
    link,
    readyMs: performance.now() - startedAt,
    process: child,
    async stop() {
      child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
      const code = await exited;
      clearTimeout(late);
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Arguments that start `serve` over a data folder from the repository's root. */
export function serveArguments(dataFolder: string, options: { readonly slots?: number } = {}): string[] {
  const slots = options.slots === undefined ? [] : ['--slots', String(options.slots)];
  return ['src/cli/index.ts', 'serve', '--json', '--data', dataFolder, ...slots];
}
