import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';

/** A place for one worker at a time, with the environment that is the same for every worker in it. */
export interface Slot {
  readonly environment: Readonly<Record<string, string>>;
}

export interface SlotWishes {
  /** Undefined: one per GPU, or one per core where there is no GPU. */
  readonly asked?: number | undefined;
  readonly cores: number;
  /** Names by which CUDA knows the GPUs; each slot sees one of them. */
  readonly gpus: readonly string[];
}

/**
 * Shares the machine out among the slots. Threads are fixed by the number of slots and not by what runs beside: the
 * order of sums, and so the numbers, must not depend on load. @throws AppError lab/slots.
 */
export function planSlots({ asked, cores, gpus }: SlotWishes): Slot[] {
  const count = asked ?? (gpus.length > 0 ? gpus.length : cores);
  if (!Number.isInteger(count) || count < 1) {
    throw new AppError('lab/slots', `Slots: expected a whole number of at least 1, found ${count}.`);
  }
  const threads = String(Math.max(1, Math.floor(cores / count)));
  return Array.from({ length: count }, (_, index) => {
    const gpu = gpus[index % gpus.length];
    return {
      environment: {
        TF_NUM_INTRAOP_THREADS: threads,
        TF_NUM_INTEROP_THREADS: threads,
        OMP_NUM_THREADS: threads,
        // A single GPU needs no name, and TensorFlow takes every GPU that it sees.
        ...(gpu === undefined || gpus.length === 1 ? {} : { CUDA_VISIBLE_DEVICES: gpu }),
      },
    };
  });
}

/**
 * The GPUs that this process may use: those that CUDA_VISIBLE_DEVICES names, else those that nvidia-smi names. Their own
 * identifiers are used, because nvidia-smi and CUDA number them in different orders. Empty without NVIDIA's driver.
 */
export function listGpus(environment: NodeJS.ProcessEnv = process.env): string[] {
  const visible = environment['CUDA_VISIBLE_DEVICES'];
  if (visible !== undefined) {
    const names = visible.split(',').map((name) => name.trim());
    // CUDA ignores everything from the first impossible name on; -1 is the usual one.
    const end = names.findIndex((name) => name === '' || name.startsWith('-'));
    return end === -1 ? names : names.slice(0, end);
  }
  // Looking for the program takes its time where there is no driver at all.
  if (process.platform === 'linux' && !existsSync('/proc/driver/nvidia')) return [];
  try {
    const answer = execFileSync('nvidia-smi', ['--query-gpu=uuid', '--format=csv,noheader'], {
      encoding: 'utf8',
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    return answer
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^(GPU|MIG)-/.test(line));
  } catch {
    // No such program, or no GPU that it can talk to.
    return [];
  }
}
