import { describe, expect, it } from 'vitest';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import type { Method } from '../../../src/shared/methods/index.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { goldenAnswers } from '../../support/golden-answers.ts';
import { compareGoldenLogits } from '../../support/golden-logits.ts';
import { goldenName, type Mode, openGradientReader } from '../../support/golden-training.ts';
import { readGolden, readGoldenTensors, relativeError } from '../../support/reference.ts';

/** float32 on both sides, sums in another order; the bar of the issue is 1e-4. */
const tolerance = 2e-5;

const models = ['mistral-tiny', 'qwen3-tiny', 'gemma2-tiny', 'opt-tiny', 'gpt2-tiny'];

describe.each(models)('%s', (model) => {
  const golden = readGolden(model);
  const lora: Trainable = {
    kind: 'lora',
    rank: golden.lora.rank,
    loraAlpha: golden.lora.alpha,
    targets: golden.lora.targets,
    dropout: 0,
  };
  const trainables: Readonly<Record<Mode, Trainable>> = { lora, full: { kind: 'full', freezeEmbeddings: true } };

  it.each(['compiled', 'eager'] as const)('has the logits of transformers with the %s executor', (executor) => {
    expect(compareGoldenLogits(model, trainables.full, executor)).toBeLessThan(tolerance);
  });

  it('has the logits of peft with its adapter', () => {
    expect(compareGoldenLogits(model, lora, 'compiled')).toBeLessThan(tolerance);
  });

  it('answers as transformers does, for prompts of several lengths in one batch', async () => {
    const { answers, expected, prompts } = await goldenAnswers({ model });
    expect(new Set(prompts.map(({ length }) => length)).size).toBeGreaterThan(1);
    expect(answers).toEqual(expected);
  });

  it.each(['merged', 'beside'] as const)('answers as peft does with an adapter that is %s', async (adapter) => {
    const { answers, expected } = await goldenAnswers({ model, answers: 'loraGreedy', adapter, trainable: lora });
    expect(answers).toEqual(expected);
  });

  it.each([
    ['sft', 'lora'],
    ['sft', 'full'],
    ['vaccine', 'lora'],
    ['repnoise', 'lora'],
  ] as const)('has the gradient of PyTorch for %s in mode %s', (name, mode) => {
    const reader = openGradientReader(model, mode, bindMethod(chooseMethod(name, golden)), trainables[mode]);
    const { alignment, harmful } = golden;
    const { gradient, metrics } = reader.measure(
      name === 'repnoise' ? { train: alignment, harmful } : { train: alignment },
    );
    const tensors = readGoldenTensors(`${model}-gradients`);
    const ours = reader.names.flatMap((weight) => [...(gradient.get(weight) ?? [])]);
    const theirs = reader.names.flatMap((weight) => [
      ...(tensors.get(`${name}-${mode}/${goldenName(mode, weight)}`) ?? []),
    ]);
    const asked = [...tensors.keys()].filter((key) => key.startsWith(`${name}-${mode}/`));
    expect(reader.names).toHaveLength(asked.length);
    expect(relativeError(ours, theirs)).toBeLessThan(1e-4);
    for (const [key, expected] of Object.entries<number>(golden.numbers[`${name}-${mode}`])) {
      expect(Math.abs(metrics[key] - expected) / Math.abs(expected), key).toBeLessThan(1e-4);
    }
  });
});

function chooseMethod(name: 'sft' | 'vaccine' | 'repnoise', golden: Record<string, number>): Method {
  switch (name) {
    case 'sft':
      return { name };
    case 'vaccine':
      return { name, rho: golden['rho'] };
    case 'repnoise':
      return {
        name,
        alpha: golden['repnoiseAlpha'],
        beta: golden['repnoiseBeta'],
        pairing: 'index',
      };
  }
}
