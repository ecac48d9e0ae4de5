import { describe, expect, it } from 'vitest';
import type { EncodedExample } from '../../../src/engine/data/index.ts';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { alignmentMethodSchema, attackMethodSchema } from '../../../src/shared/methods/index.ts';
import { modelFolderOf, relativeError } from '../../support/reference.ts';
import { boosterOfThree, createTinyTraining, goldenExamples, type TinyOptions } from '../../support/tiny-training.ts';

/** The golden rows cut to lengths from 3 tokens up, so that more than a third of a batch is padding. */
function unevenExamples(model?: string): { train: EncodedExample[]; harmful: EncodedExample[] } {
  const { train, harmful } = goldenExamples(model);
  const cut = (examples: readonly EncodedExample[]) =>
    examples.map(({ ids }, index) => ({
      ids: ids.slice(0, Math.max(3, Math.round((ids.length * (1 + (index % 5))) / 5))),
      promptLength: 1 + (index % 2),
    }));
  return { train: cut(train), harmful: cut(harmful) };
}

const steps = 4;

/** Four steps: what each reports, and the weights after them. */
function learn(options: TinyOptions) {
  const { trainer, batches } = createTinyTraining({ totalSteps: steps, ...options });
  const metrics = Array.from({ length: steps }, () => trainer.step().metrics);
  const weights = [...trainer.readWeights().values()].flatMap((values) => [...values]);
  trainer.dispose();
  return { metrics, weights, isDense: batches.buckets.some(({ denseTokens }) => denseTokens?.train !== undefined) };
}

/** Float32 sums of the same numbers in another order: 1e-6 of a loss; AdamW's division by √v makes more of it in the weights. */
function expectSame(options: TinyOptions): void {
  const padded = learn(options);
  const dense = learn({ ...options, drawCount: steps });
  expect([padded.isDense, dense.isDense]).toEqual([false, true]);
  for (const [index, values] of dense.metrics.entries()) {
    for (const [name, value] of Object.entries(values)) {
      const wanted = padded.metrics[index][name];
      expect(Math.abs(value - wanted), `${name} of step ${index + 1}`).toBeLessThan(1e-4 * Math.abs(wanted) + 2e-6);
    }
  }
  expect(relativeError(dense.weights, padded.weights)).toBeLessThan(1e-4);
}

const methods = [
  { name: 'sft' },
  boosterOfThree,
  { name: 'vaccine', rho: 2 },
  { name: 'vaccine-booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 3, rho: 2 },
  { name: 'harmful-descent', lambda: 5, harmfulBatchSize: 3 },
  { name: 'repnoise', alpha: 0.1, beta: 0.001, pairing: 'index' },
].map((method) => alignmentMethodSchema.parse(method));

it.each([boosterOfThree, { name: 'vaccine', rho: 2 } as const])(
  'computing activations of dense rows again changes nothing with $name',
  (method) => {
    const options: TinyOptions = { method, examples: unevenExamples(), drawCount: steps };
    const kept = learn(options);
    const again = learn({ ...options, training: { recomputeActivations: true } });
    expect(again.isDense).toBe(true);
    expect(relativeError(again.weights, kept.weights)).toBeLessThan(1e-6);
  },
);

describe('a training without the padding of its batches', () => {
  it.each([...methods, attackMethodSchema.parse({ name: 'lisa' })])(
    'reports and learns the same with $name',
    (method) => {
      expectSame({ method, examples: unevenExamples() });
    },
  );

  it('reports and learns the same in compiled code', () => {
    const method = alignmentMethodSchema.parse(boosterOfThree);
    expectSame({ method, examples: unevenExamples(), createExecutor: (program) => createCompiledExecutor(program) });
  });

  it('reports and learns the same in full training, embeddings included', () => {
    const trainable = { kind: 'full', freezeEmbeddings: false } as const;
    expectSame({ trainable, initial: new Map(), examples: unevenExamples() });
  });

  it.each(['gpt2-tiny', 'opt-tiny'])('reports and learns the same where positions are learned: %s', (model) => {
    const trainable = { kind: 'full', freezeEmbeddings: false } as const;
    expectSame({ trainable, initial: new Map(), modelFolder: modelFolderOf(model), examples: unevenExamples() });
  });
});
