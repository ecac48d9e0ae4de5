import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { EngineProblem, EngineState, GpuState } from '../../shared/contract/system.ts';
import { AppError } from '../../shared/errors.ts';
import { type EngineFacts, engineFactsSchema } from '../../shared/spec/inspection.ts';
import { type InspectionOptions, runInspection } from '../run-inspection.ts';

const gigabyte = 1e9;
/** Below this a longer training with checkpoints may fill the disk. */
const leastFreeBytes = 2 * gigabyte;
/** Below this even the sample project swaps. */
const leastMemoryBytes = 3.5 * gigabyte;
/** A missing part may be there a moment later; TensorFlow that has loaded once will load again. */
const tryAgainAfterMs = 15_000;

type Probe = { readonly facts: EngineFacts } | { readonly problem: EngineProblem };

export interface EngineReaderOptions extends InspectionOptions {
  readonly dataFolder: string;
  readonly readGpus: () => Promise<GpuState[]>;
}

/** Says what training runs on and what is missing. Whether TensorFlow loads is tried in a worker, once. */
export function createEngineReader(options: EngineReaderOptions): () => Promise<EngineState> {
  const { dataFolder, readGpus } = options;
  let known: { readonly probe: Promise<Probe>; readonly atMs: number } | null = null;
  const probe = async (): Promise<Probe> => {
    const isStale = known && Date.now() - known.atMs > tryAgainAfterMs && 'problem' in (await known.probe);
    if (!known || isStale) known = { probe: tryEngine(options), atMs: Date.now() };
    try {
      return await known.probe;
    } catch (error) {
      known = null;
      throw error;
    }
  };
  return async () => {
    const [found, gpus, diskFreeBytes] = await Promise.all([probe(), readGpus(), readFreeBytes(dataFolder)]);
    const facts = 'facts' in found ? found.facts : null;
    const memoryBytes = totalmem();
    return {
      device: facts?.device ?? 'cpu',
      tensorflow: facts?.tensorflow ?? null,
      cpuName: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: availableParallelism(),
      memoryBytes,
      diskFreeBytes,
      gpus,
      problems: [
        ...('problem' in found ? [found.problem] : []),
        ...(facts?.device === 'cpu' && gpus.length > 0 ? [describeUnusedGpu(gpus)] : []),
        ...(diskFreeBytes < leastFreeBytes ? [describeFullDisk(dataFolder, diskFreeBytes)] : []),
        ...(memoryBytes < leastMemoryBytes ? [describeLittleMemory(memoryBytes)] : []),
      ],
    };
  };
}

/** Bytes that a user may still write where the folder is. */
export async function readFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function tryEngine(options: InspectionOptions): Promise<Probe> {
  try {
    return { facts: await runInspection({ kind: 'inspect-engine' }, engineFactsSchema, options) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const what =
      error.code === 'engine/not-installed'
        ? 'TensorFlow, which trains the models, is missing or does not load.'
        : `TensorFlow, which trains the models, cannot be used: ${error.message}`;
    return {
      problem: {
        what,
        fix: 'Run "npm run setup" in the folder of Booster Lab; it fetches what is missing. "npm run doctor" says what it found.',
      },
    };
  }
}

function describeUnusedGpu(gpus: readonly GpuState[]): EngineProblem {
  return {
    what: `The graphics card (${gpus.map(({ name }) => name).join(', ')}) is not used: TensorFlow runs on the processor.`,
    fix: 'Run "npm run setup -- --gpu", then start Booster Lab again.',
  };
}

function describeFullDisk(folder: string, freeBytes: number): EngineProblem {
  return {
    what: `The disk of the data folder has only ${(freeBytes / gigabyte).toFixed(1)} GB left.`,
    fix: `Free some space, or start Booster Lab with --data and a folder on a larger disk (now ${folder}).`,
  };
}

function describeLittleMemory(bytes: number): EngineProblem {
  return {
    what: `This machine has ${(bytes / gigabyte).toFixed(1)} GB of memory; training may not fit.`,
    fix: 'Close other programs, or start Booster Lab with --slots 1, so that one stage runs at a time.',
  };
}
