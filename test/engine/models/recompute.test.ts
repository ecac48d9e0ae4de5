import { describe, expect, it } from 'vitest';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import type { Program } from '../../../src/engine/runtime/program.ts';
import type { Method } from '../../../src/shared/methods/index.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { createGradientReader, type GoldenBatch, goldenTrainables, type Mode } from '../../support/golden-training.ts';
import { modelFolderOf, readGolden, relativeError } from '../../support/reference.ts';

const executors = {
  compiled: (program: Program) => createCompiledExecutor(program),
  'eager cpu': (program: Program) => createEagerExecutor(program),
  'eager TensorFlow': (program: Program) => createEagerExecutor(program, { backend: 'tensorflow' }),
} as const;

type Name = keyof typeof executors;

const booster: Method = { name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 3 };
const repnoise: Method = { name: 'repnoise', alpha: 0.1, beta: 0.001, pairing: 'index' };
const methods: readonly Method[] = [{ name: 'sft' }, booster, { name: 'vaccine', rho: 2 }, repnoise];

// Compiling takes most of the time, so not every pair is compiled.
const cases = [
  ...methods.flatMap((method) =>
    (['lora', 'full'] as const).map((mode) => ({ method, mode, executor: 'eager cpu' }) as const),
  ),
  ...methods.slice(2).map((method) => ({ method, mode: 'lora', executor: 'compiled' }) as const),
].map((one) => ({ ...one, name: one.method.name }));

interface Measured {
  readonly executor: Name;
  readonly method: Method;
  readonly mode: Mode;
  readonly model?: string;
  readonly trainable?: Trainable;
  readonly frozenStorage?: 'bfloat16';
}

/** Gradient and diagnostics of the first golden step. */
function measure(options: Measured, recomputeActivations: boolean | undefined) {
  const { executor, mode, model = 'llama-tiny' } = options;
  const method = bindMethod(options.method);
  const golden = readGolden(`${model}-train-${mode}`) as { alignment: GoldenBatch[]; harmful: GoldenBatch[] };
  const reader = createGradientReader({
    folder: modelFolderOf(model),
    mode,
    method,
    trainable: options.trainable ?? goldenTrainables[mode],
    batchSize: 3,
    length: 14,
    frozenStorage: options.frozenStorage,
    recomputeActivations,
    createExecutor: executors[executor],
  });
  try {
    const isAlone = Object.keys(method.extraBatches).length === 0;
    const { gradient, metrics } = reader.measure({
      train: golden.alignment[0],
      ...(isAlone ? {} : { harmful: golden.harmful[0] }),
    });
    return { gradient: reader.names.flatMap((name) => [...(gradient.get(name) ?? [])]), metrics };
  } finally {
    reader.dispose();
  }
}

function expectSame(options: Measured): void {
  const kept = measure(options, undefined);
  const again = measure(options, true);
  expect(Object.keys(again.metrics)).toEqual(Object.keys(kept.metrics));
  expect(kept.gradient.some((value) => value !== 0)).toBe(true);
  // Gradients of one weight may be added up in another order; nothing else differs.
  expect(relativeError(again.gradient, kept.gradient)).toBeLessThan(1e-6);
  for (const [name, value] of Object.entries(kept.metrics)) {
    const scale = name === 'harmfulLossReduction' ? kept.metrics['h'] : value;
    expect(Math.abs(again.metrics[name] - value) / Math.abs(scale), name).toBeLessThan(1e-5);
  }
}

describe('recomputed activations give the gradient of kept ones', () => {
  it.each(cases)('of $name in mode $mode, $executor', (options) => {
    expectSame(options);
  });

  it('on the eager TensorFlow backend', () => {
    expectSame({ executor: 'eager TensorFlow', method: booster, mode: 'lora' });
  });

  it.each(['compiled', 'eager cpu'] as const)(
    'with LoRA dropout, whose masks are the same both times, %s',
    (executor) => {
      const trainable: Trainable = {
        kind: 'lora',
        rank: 4,
        loraAlpha: 8,
        targets: ['q_proj', 'k_proj', 'v_proj'],
        dropout: 0.3,
      };
      const options = { executor, method: booster, mode: 'lora', trainable } as const;
      expectSame(options);
      const without = measure({ ...options, trainable: { ...trainable, dropout: 0 } }, true);
      expect(relativeError(without.gradient, measure(options, true).gradient)).toBeGreaterThan(1e-2);
    },
  );

  it('of frozen weights in bfloat16, which are widened anew for each use', () => {
    expectSame({ executor: 'compiled', method: { name: 'sft' }, mode: 'lora', frozenStorage: 'bfloat16' });
  });

  it('of a model with biases', () => {
    expectSame({ executor: 'eager cpu', method: repnoise, mode: 'full', model: 'qwen2-tiny' });
  });
});
