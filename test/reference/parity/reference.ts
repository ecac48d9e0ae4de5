import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { openSafetensors } from '../../../src/engine/checkpoint/index.ts';

/** How both sides read and cut the rows, and the settings of the training. */
export const work = {
  template: 'alpaca',
  maxLength: 64,
  rows: 8,
  maxNewTokens: 32,
  steps: 5,
  batchSize: 4,
  lambda: 5,
  alpha: 0.1,
} as const;

const batchSchema = z.object({
  input_ids: z.array(z.array(z.int())),
  labels: z.array(z.array(z.int())),
  attention_mask: z.array(z.array(z.int())),
});
export const trainingSchema = z.object({ alignment: z.array(batchSchema), harmful: z.array(batchSchema) });
export const logitsSchema = z.object({
  inputIds: z.array(z.array(z.int())),
  lengths: z.array(z.int()),
  rows: z.array(z.object({ loss: z.number().nullable(), logProbabilities: z.array(z.number()) })),
});
export const answersSchema = z.array(
  z.object({ newIds: z.array(z.int()), response: z.string(), smallestLead: z.number() }),
);

/**
 * Runs commands of parity.py in one Python process.
 * @returns Per command the reason why it failed, or null.
 * @throws Error where Python itself fails.
 */
export function runReference(python: string, commands: readonly (readonly string[])[]): (string | null)[] {
  const script = path.join(import.meta.dirname, 'commands.py');
  const { status, stdout, stderr, error } = spawnSync(python, [script], {
    input: JSON.stringify(commands),
    encoding: 'utf8',
    // On models this small threads would only wait for each other, on a busy machine for minutes.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1' },
  });
  const lines = (stdout ?? '').split('\n').filter((line) => line.startsWith('{'));
  if (status !== 0 || lines.length !== commands.length) {
    throw new Error(
      `The reference failed: ${error?.message ?? (stderr.trim().split('\n').at(-1) || `exit ${status}`)}`,
    );
  }
  const answers = lines.map((line) => z.object({ error: z.string().optional() }).parse(JSON.parse(line)));
  return answers.map((answer) => answer.error ?? null);
}

/** Arguments that every command on rows of a file shares. */
export function rowArguments(): string[] {
  return ['--template', work.template, '--max-length', `${work.maxLength}`];
}

/** Arguments of a Booster and an SFT training from the start that the case's folder holds. */
export function boosterArguments(folder: string, mode: 'lora' | 'full', out: string): string[] {
  const batches = ['--steps', work.steps, '--batch-size', work.batchSize, '--harmful-batch-size', work.batchSize];
  const method = ['--alpha', work.alpha, '--lambda', work.lambda];
  return ['booster', folder, '--out', out, '--train', mode, ...[...batches, ...method].map(String), ...rowArguments()];
}

/** The JSON that a command of the reference wrote. */
export function readResult<Schema extends z.ZodType>(out: string, schema: Schema): z.infer<Schema> {
  return schema.parse(JSON.parse(readFileSync(`${out}.json`, 'utf8')));
}

/** The tensors that a command of the reference wrote, as float32. */
export function readTensors(out: string): Map<string, Float32Array> {
  const file = openSafetensors(`${out}.safetensors`);
  try {
    return new Map([...file.tensors.keys()].map((name) => [name, file.readFloat32(name)]));
  } finally {
    file.close();
  }
}
