import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { Job } from './job.ts';

const bench = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** A process that measures. A paced one waits for `take` whenever it is ready. */
export interface Side<Result> {
  /** Resolves when a paced process has done what it was told and waits. */
  ready(): Promise<void>;
  take(steps: number): void;
  /** Ends a process whose result nobody waits for. */
  stop(): void;
  result(): Promise<Result>;
}

/** Runs one measurement of our side in a process of its own. */
export function runOurs<Schema extends z.ZodType>(job: Job, schema: Schema): Promise<z.infer<Schema>> {
  return startOurs(job, schema).result();
}

export function startOurs<Schema extends z.ZodType>(job: Job, schema: Schema): Side<z.infer<Schema>> {
  return start(process.execPath, [path.join(bench, 'ours.ts'), JSON.stringify(job)], schema);
}

/** Runs one measurement of the reference in a process of its own. */
export function runReference<Schema extends z.ZodType>(...all: ReferenceArguments<Schema>): Promise<z.infer<Schema>> {
  return startReference(...all).result();
}

export function startReference<Schema extends z.ZodType>(
  ...[python, script, args, schema]: ReferenceArguments<Schema>
): Side<z.infer<Schema>> {
  return start(python, [path.join(bench, 'reference', script), ...args, '--json'], schema);
}

type ReferenceArguments<Schema> = [
  python: string,
  script: 'run.py' | 'matmul.py',
  args: readonly string[],
  schema: Schema,
];

/** Starts a program whose last line is its result. */
function start<Schema extends z.ZodType>(
  command: string,
  args: readonly string[],
  schema: Schema,
): Side<z.infer<Schema>> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const lines: string[] = [];
  let waiting = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') waiting.resolve();
    else lines.push(line);
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const finish = async (): Promise<z.infer<Schema>> => {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]; // node documents the pair
    if (code !== 0) {
      const reason = errors.trim().split('\n').slice(-12).join('\n');
      throw new Error(`${path.basename(args[0])} ${args[1] ?? ''} ended with ${signal ?? code}:\n${reason}`);
    }
    return schema.parse(JSON.parse(lines.at(-1) ?? ''));
  };
  const result = finish();
  return {
    // A process that ends instead of waiting has failed, with a reason that its result tells.
    ready: () => Promise.race([waiting.promise, result.then(() => undefined)]),
    take(steps) {
      waiting = Promise.withResolvers();
      child.stdin.write(`${steps}\n`);
    },
    stop() {
      // Its result is a failure now, which is not to be reported.
      result.catch(() => undefined);
      child.kill();
    },
    result: () => result,
  };
}
