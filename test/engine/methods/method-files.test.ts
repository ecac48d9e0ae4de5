import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import { alignmentMethodSchema, attackMethodSchema } from '../../../src/shared/methods/index.ts';
import { goldenName, openGradientReader } from '../../support/golden-training.ts';
import { readGolden, readGoldenTensors, referenceFolder, relativeError } from '../../support/reference.ts';

/** float32 on both sides, sums in another order. */
const tolerance = 1e-4;

const names = readdirSync(path.join(referenceFolder, 'golden', 'methods'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => path.basename(file, '.json'));

const cases = names.flatMap((name) =>
  ['llama-tiny', 'qwen2-tiny'].flatMap((model) =>
    (['lora', 'full'] as const).map((mode) => [name, model, mode] as const),
  ),
);

it.each(cases)(
  'the gradient of %s on %s in mode %s is that of PyTorch, with the same diagnostics',
  (name, model, mode) => {
    const golden = readGolden(`methods/${name}`);
    const tensors = readGoldenTensors(`methods/${name}`);
    const training = readGolden(`${model}-train-${mode}`);
    const method = alignmentMethodSchema.or(attackMethodSchema).parse(golden.method);
    const reader = openGradientReader(model, mode, bindMethod(method));
    const batches = Object.entries<string>(golden.batches).map(([role, kind]) => [role, training[kind][0]]);
    const { gradient, metrics } = reader.measure(Object.fromEntries(batches));
    reader.dispose();
    const ours = reader.names.flatMap((weight) => [...(gradient.get(weight) ?? [])]);
    const theirs = reader.names.flatMap((weight) => [
      ...(tensors.get(`${model}/${mode}/${goldenName(mode, weight)}`) ?? []),
    ]);
    expect(theirs).toHaveLength(ours.length);
    expect(relativeError(ours, theirs)).toBeLessThan(tolerance);
    const expected = golden.numbers[`${model}/${mode}`];
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(expected).sort());
    for (const key of Object.keys(metrics))
      expect(Math.abs(metrics[key] / expected[key] - 1), key).toBeLessThan(tolerance);
  },
);
