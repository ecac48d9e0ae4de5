import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import util from 'node:util';
import { AppError } from '../../shared/errors.ts';
import { prepareCacheFolder, withCacheFlags } from './compile-cache.ts';

/** The addon of tfjs-node-gpu: only the calls that we make. Tensor ids must be deleted by hand. */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_UINT8: number;
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(tensorId: number): void;
  tensorDataSync(tensorId: number): Float32Array | Int32Array | Uint8Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(modelId: number): void;
  runSavedModel(
    modelId: number,
    tensorIds: number[],
    inputNames: string,
    outputNames: string,
  ): { id: number; dtype: number; shape: number[] }[];
  isUsingGpuDevice(): boolean;
}

let loaded: NativeBinding | null = null;

/**
 * Loads TensorFlow once per process. `compileCacheFolder` keeps XLA's machine code between processes.
 * Environment variables that the user set win over ours. Of XLA_FLAGS none is set: of a dozen tried on
 * a CPU, none made compiling or a step faster by more than the noise (docs/runtime.md).
 * @throws AppError `engine/not-installed` when the addon or the library is missing.
 */
export function loadNative(compileCacheFolder?: string): NativeBinding {
  if (loaded) return loaded;
  setDefault('TF_CPP_MIN_LOG_LEVEL', '3');
  setDefault('TF_NUM_INTRAOP_THREADS', String(availableParallelism()));
  if (compileCacheFolder) {
    prepareCacheFolder(compileCacheFolder);
    process.env['TF_XLA_FLAGS'] = withCacheFlags(compileCacheFolder, process.env['TF_XLA_FLAGS']);
  }
  // tfjs-node 4.22 calls two functions that newer versions of Node deprecate or no longer have.
  const legacy = util as unknown as Record<string, unknown>; // adding members that Node's types rightly lack
  legacy['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  legacy['isArray'] = Array.isArray; // still there in some versions, with a warning on stderr
  try {
    const module = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as {
      node: unknown;
      backend(): { binding: NativeBinding };
    }; // typed by its own d.ts, which lacks the binding
    loaded = module.backend().binding;
    return loaded;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new AppError(
      'engine/not-installed',
      `TensorFlow could not be loaded: ${reason} Run "npm run doctor" to see what is missing.`,
      { cause: error },
    );
  }
}

/** True where TensorFlow, which is loaded as by `loadNative`, computes on a GPU. */
export function isOnGpu(compileCache: string): boolean {
  return loadNative(compileCache).isUsingGpuDevice();
}

function setDefault(name: string, value: string): void {
  process.env[name] ??= value;
}
