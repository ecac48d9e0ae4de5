import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const servingSchema = z.object({ kind: z.literal('serving'), link: z.string() });

/** A server that has printed its link. */
export interface StartedServer {
  readonly link: string;
  /** From the start of the process to its link. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** Starts a Node program that prints {"kind":"serving","link"} when it can be opened, and waits for that line. */
export async function startServer(args: readonly string[], folder: string): Promise<StartedServer> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
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
  const readyMs = performance.now() - startedAt;
  return {
    link,
    readyMs,
    async stop() {
      child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await exited;
      clearTimeout(late);
    },
  };
}
