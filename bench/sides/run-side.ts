import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { Job } from './job.ts';

const bench = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Runs one measurement of our side in a process of its own. */
export function runOurs<Schema extends z.ZodType>(job: Job, schema: Schema): Promise<z.infer<Schema>> {
  return run(process.execPath, [path.join(bench, 'ours.ts'), JSON.stringify(job)], schema);
}

/** Runs one measurement of the reference in a process of its own. */
export function runReference<Schema extends z.ZodType>(
  python: string,
  script: 'run.py' | 'matmul.py',
  args: readonly string[],
  schema: Schema,
): Promise<z.infer<Schema>> {
  return run(python, [path.join(bench, 'reference', script), ...args, '--json'], schema);
}

/** The last line of a program's output, parsed. */
async function run<Schema extends z.ZodType>(
  command: string,
  args: readonly string[],
  schema: Schema,
): Promise<z.infer<Schema>> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]; // node documents the pair
  if (code !== 0) {
    const reason = errors.trim().split('\n').slice(-12).join('\n');
    throw new Error(`${path.basename(args[0])} ${args[1] ?? ''} ended with ${signal ?? code}:\n${reason}`);
  }
  return schema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
}
