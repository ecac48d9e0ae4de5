import { createRequire } from 'node:module';
import util from 'node:util';

/** Time inside the native calls of compiled functions; reads and writes of variables are not counted. */
export interface NativeClock {
  readonly calls: number;
  /** When the first call, which compiles, was over; on the clock of performance.now(). */
  readonly firstEndedAtMs: number;
  /** Sum of the calls after the first. */
  readonly laterMs: number;
}

type Binding = { runSavedModel(modelId: number, tensors: number[], inputs: string, outputs: string): unknown };

/** Puts a clock around the addon's calls; must come before the engine loads the addon. Nothing of the product is changed. */
export function startNativeClock(): NativeClock {
  // The two functions of older Node that the addon's JavaScript calls while it loads; see src/engine/runtime/native.ts.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  });
  const library = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as { backend(): { binding: Binding } }; // as in native.ts
  const backend = library.backend();
  const { binding } = backend;
  const clock = { calls: 0, firstEndedAtMs: 0, laterMs: 0 };
  // The addon's own properties cannot be replaced, but hidden behind an object that inherits the rest.
  backend.binding = Object.create(binding, {
    runSavedModel: {
      value(modelId: number, tensors: number[], inputs: string, outputs: string): unknown {
        const startedAtMs = performance.now();
        const result = binding.runSavedModel(modelId, tensors, inputs, outputs);
        if (!outputs.startsWith('call')) return result;
        const endedAtMs = performance.now();
        if (clock.calls === 0) clock.firstEndedAtMs = endedAtMs;
        else clock.laterMs += endedAtMs - startedAtMs;
        clock.calls += 1;
        return result;
      },
    },
  }) as Binding;
  return clock;
}
