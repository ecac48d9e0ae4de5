import { describe, expect, it } from 'vitest';
import type { EncodedExample } from '../../../src/engine/data/index.ts';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import { mergeAdapter } from '../../../src/engine/models/adapter-overlay.ts';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import type { Executor, Program } from '../../../src/engine/runtime/program.ts';
import { tf } from '../../../src/engine/runtime/tf.ts';
import { freshAdapter } from '../../../src/engine/train/initial-weights.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { goldenTrainables } from '../../support/golden-training.ts';
import { modelFolderOf, readGolden, relativeError } from '../../support/reference.ts';
import { boosterOfThree, createTinyTraining, goldenExamples, type TinyOptions } from '../../support/tiny-training.ts';

const goldenAdapter = readAdapterWeights(`${modelFolderOf('llama-tiny')}/adapter`).weights;
const lossWithAdapter: number = readGolden('llama-tiny-train-lora').gradients.f;
const lossOfBase: number = readGolden('llama-tiny-train-full').gradients.f;

/** The first golden batch again and again. */
const sameBatch = {
  examples: { train: goldenExamples().train.slice(0, 3) },
  training: { shuffle: false, learningRate: 1e-12 },
};

describe('the first step', () => {
  it('of a fresh adapter has the loss of the model without one', () => {
    expect(firstLoss(sameBatch)).toBeCloseTo(lossOfBase, 5);
  });

  it('of double LoRA has the loss of the aligned adapter, which is merged below a fresh one', () => {
    const merged = firstLoss({
      ...sameBatch,
      overlays: [mergeAdapter({ rank: 4, loraAlpha: 8 }, goldenAdapter, 'out-in')],
    });
    expect(merged).toBeCloseTo(lossWithAdapter, 4);
    expect(firstLoss({ ...sameBatch, initial: goldenAdapter })).toBeCloseTo(lossWithAdapter, 5);
  });

  it('with frozen weights in bfloat16 is close to that in float32', () => {
    const { program, executor, trainer } = watch({ ...sameBatch, initial: goldenAdapter, frozenStorage: 'bfloat16' });
    const { metrics } = trainer.step();
    expect(Math.abs(metrics['f'] / lossWithAdapter - 1)).toBeLessThan(1e-2);
    expect(metrics['f']).not.toBeCloseTo(lossWithAdapter, 6);
    const storageOf = (part: string) =>
      new Set(program.variables.filter(({ name }) => name.includes(part)).map(({ storage }) => storage));
    expect(storageOf('_proj.weight')).toEqual(new Set(['bfloat16']));
    expect(storageOf('lora_')).toEqual(new Set(['float32']));
    expect(storageOf('norm.weight')).toEqual(new Set(['float32']));
    executor.dispose();
  });
});

describe('training', () => {
  it.each(['lora', 'full'] as const)('in mode %s changes every trained weight and no frozen one', (mode) => {
    const { program, executor, trainer } = watch({
      trainable: goldenTrainables[mode],
      method: boosterOfThree,
      ...(mode === 'lora' ? {} : { initial: new Map() }),
    });
    const trained = new Set(trainer.trained.map(({ name }) => name));
    const frozen = program.variables
      .map(({ name }) => name)
      .filter((name) => !trained.has(name) && !name.startsWith('adam.'));
    expect(frozen).toContain('model.embed_tokens.weight');
    const before = executor.read([...trained, ...frozen]);
    trainer.step();
    const tensorCount = tf.memory().numTensors;
    trainer.step();
    expect(tf.memory().numTensors).toBe(tensorCount);
    const after = executor.read([...trained, ...frozen]);
    expect(frozen.filter((name) => relativeError(after.get(name) ?? [], before.get(name) ?? []) !== 0)).toEqual([]);
    expect([...trained].filter((name) => relativeError(after.get(name) ?? [], before.get(name) ?? []) === 0)).toEqual(
      [],
    );
    executor.dispose();
  });

  it('on two accumulated batches of three takes the step of one batch of six', () => {
    // Means of batches are the mean of all where every example has as many labels.
    const train = goldenExamples().train.map(({ ids }): EncodedExample => ({ ids, promptLength: ids.length - 3 }));
    const run = (training: TinyOptions['training']) => {
      const { trainer } = createTinyTraining({
        examples: { train },
        initial: goldenAdapter,
        training: { shuffle: false, ...training },
      });
      const reports = [trainer.step(), trainer.step()];
      return { reports, weights: [...trainer.readWeights().values()].flatMap((values) => [...values]) };
    };
    const accumulated = run({ batchSize: 3, accumulation: 2 });
    const whole = run({ batchSize: 6 });
    expect(relativeError(accumulated.weights, whole.weights)).toBeLessThan(1e-5);
    for (const [index, { metrics, tokenCount }] of whole.reports.entries()) {
      expect(accumulated.reports[index].metrics['f']).toBeCloseTo(metrics['f'], 5);
      expect(accumulated.reports[index].metrics['gradientNorm'] / metrics['gradientNorm']).toBeCloseTo(1, 5);
      expect(accumulated.reports[index].tokenCount).toBe(tokenCount);
    }
  });

  it('clips the combined gradient once, and a limit of 0 does not clip', () => {
    const change = (clipNorm: number) => {
      // So large an ε makes the step proportional to the gradient.
      const { trainer } = createTinyTraining({
        initial: goldenAdapter,
        training: { clipNorm, epsilon: 1e4, weightDecay: 0, shuffle: false, learningRate: 1 },
      });
      const { metrics } = trainer.step();
      const weights = trainer.readWeights();
      let sum = 0;
      for (const [name, start] of goldenAdapter)
        for (const [index, value] of start.entries()) sum += ((weights.get(name)?.[index] ?? 0) - value) ** 2;
      return { norm: metrics['gradientNorm'], length: Math.sqrt(sum) * 1e4 };
    };
    const [free, loose, tight] = [change(0), change(1e6), change(1)];
    expect(free.norm).toBeGreaterThan(2);
    expect(free.length / free.norm).toBeCloseTo(1, 2);
    expect(loose.length).toBeCloseTo(free.length, 6);
    expect(tight.norm).toBe(free.norm);
    expect(tight.length).toBeCloseTo(1, 2);
  });
});

describe('LoRA dropout', () => {
  const dropping = (dropout: number): Trainable => ({ ...goldenTrainables.lora, dropout }) as Trainable; // the lora member
  const losses = (dropout: number, seed: number): number[] => {
    const { trainer } = createTinyTraining({
      ...sameBatch,
      initial: goldenAdapter,
      trainable: dropping(dropout),
      seed,
    });
    return [trainer.step(), trainer.step()].map(({ metrics }) => metrics['f']);
  };

  it('of rate 0 drops nothing', () => {
    for (const loss of losses(0, 1)) expect(loss).toBeCloseTo(lossWithAdapter, 5);
  });

  it('draws by seed and step alone', () => {
    const [first, second] = losses(0.5, 1);
    expect(Math.abs(first - lossWithAdapter)).toBeGreaterThan(1e-3);
    expect(Math.abs(second - first)).toBeGreaterThan(1e-3);
    expect(losses(0.5, 1)).toEqual([first, second]);
    expect(losses(0.5, 2)).not.toEqual([first, second]);
  });

  it('draws by seed and step alone in the compiled program too', () => {
    const { trainer } = createTinyTraining({
      ...sameBatch,
      initial: goldenAdapter,
      trainable: dropping(0.5),
      createExecutor: createCompiledExecutor,
    });
    const start = trainer.readState();
    const lossOfStep = (): number => trainer.step().metrics['f'];
    const [first, second] = [lossOfStep(), lossOfStep()];
    expect(Math.abs(first - lossWithAdapter)).toBeGreaterThan(1e-3);
    expect(Math.abs(second - first)).toBeGreaterThan(1e-3);
    trainer.restore(0, start);
    expect([lossOfStep(), lossOfStep()]).toEqual([first, second]);
    trainer.dispose();
  });
});

describe('freshAdapter', () => {
  const a = { name: 'x.lora_A.weight', shape: [32, 1024], storage: 'float32' } as const;
  const b = { name: 'x.lora_B.weight', shape: [64, 32], storage: 'float32' } as const;

  it('draws A uniformly within ±1/√in and sets B to zero, as PEFT does', () => {
    const weights = freshAdapter([a, b], 3);
    const values = [...(weights.get(a.name) ?? [])];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 / 32);
    expect(Math.max(...values)).toBeGreaterThan(0.999 / 32);
    expect(Math.abs(mean)).toBeLessThan(4 / 32 / Math.sqrt(3 * values.length));
    expect(variance * 3 * 1024).toBeCloseTo(1, 1);
    expect(new Set(weights.get(b.name))).toEqual(new Set([0]));
  });

  it('depends on the seed and the name alone', () => {
    const again = freshAdapter([b, a], 3);
    expect(again.get(a.name)).toEqual(freshAdapter([a], 3).get(a.name));
    expect(freshAdapter([a], 4).get(a.name)).not.toEqual(again.get(a.name));
    const other = { ...a, name: 'y.lora_A.weight' };
    expect(freshAdapter([other], 3).get(other.name)).not.toEqual(again.get(a.name));
  });
});

function firstLoss(options: TinyOptions): number {
  return createTinyTraining(options).trainer.step().metrics['f'];
}

/** A training with the executor inside it. */
function watch(options: TinyOptions) {
  const seen: { program: Program; executor: Executor }[] = [];
  const { trainer } = createTinyTraining({
    ...options,
    createExecutor(program) {
      const executor = createEagerExecutor(program);
      seen.push({ program, executor });
      return executor;
    },
  });
  return { trainer, ...seen[0] };
}
