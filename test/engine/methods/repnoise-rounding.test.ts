import { describe, expect, it } from 'vitest';
import { bindMethod, tensorMath } from '../../../src/engine/methods/index.ts';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import type { Executor, Program } from '../../../src/engine/runtime/program.ts';
import { tf } from '../../../src/engine/runtime/tf.ts';
import { alignmentMethodSchema } from '../../../src/shared/methods/index.ts';
import { roundToBfloat16 } from '../../../src/shared/methods/math/bfloat16.ts';
import { createGradientReader, goldenName } from '../../support/golden-training.ts';
import { modelFolderOf, readGolden, readGoldenTensors, relativeError } from '../../support/reference.ts';

describe('RepNoise’s labels', () => {
  const golden = readGolden('llama-wide-repnoise');
  const { alignment, harmful, numbers } = golden;
  const tensors = readGoldenTensors('llama-wide-repnoise');

  it.each(['exact', 'bfloat16'] as const)('are those of PyTorch where they are %s', (labels) => {
    const reader = openReader(labels);
    const { gradient, metrics } = reader.measure({ train: alignment, harmful });
    const ours = reader.names.flatMap((name) => [...(gradient.get(name) ?? [])]);
    const theirs = reader.names.flatMap((name) => [...(tensors.get(`${labels}/${goldenName('lora', name)}`) ?? [])]);
    const compiled = openReader(labels, createCompiledExecutor);
    const inOneCall = compiled.measure({ train: alignment, harmful }).metrics;
    for (const each of [reader, compiled]) each.dispose();
    expect(relativeError(ours, theirs)).toBeLessThan(1e-4);
    for (const key of Object.keys(numbers[labels]))
      expect(Math.abs(metrics[key] / numbers[labels][key] - 1), key).toBeLessThan(1e-4);
    // The compiled step draws other noise, on which the losses do not depend.
    for (const key of ['f', 'h', 'layerLoss'])
      expect(Math.abs(inOneCall[key] / numbers[labels][key] - 1), key).toBeLessThan(1e-4);
  });

  it('differ so much between the two that a rounding which does nothing would be seen', () => {
    const all = (labels: string) =>
      [...tensors].filter(([key]) => key.startsWith(`${labels}/`)).flatMap(([, values]) => [...values]);
    expect(relativeError(all('bfloat16'), all('exact'))).toBeGreaterThan(0.01);
  });

  it('are rounded to the nearest number with eight binary digits, half to even', () => {
    const ids = Int32Array.from({ length: 300_000 }, (_, id) => id);
    const rounded = roundToBfloat16(tensorMath, tf.tensor1d(ids, 'int32')).dataSync();
    const wrong = ids.filter((id) => rounded[id] !== asBfloat16(id));
    expect([...wrong]).toEqual([]);
    expect([rounded[256], rounded[257], rounded[29_871]]).toEqual([256, 256, 29_824]);
  });

  it('leave a spec without the setting as it was, so that its stages keep their keys', () => {
    expect(alignmentMethodSchema.parse({ name: 'repnoise' })).toEqual({
      name: 'repnoise',
      alpha: 0.1,
      beta: 0.001,
      pairing: 'index',
    });
  });

  function openReader(
    labels: 'exact' | 'bfloat16',
    createExecutor: (program: Program) => Executor = createEagerExecutor,
  ) {
    return createGradientReader({
      folder: modelFolderOf('llama-wide'),
      mode: 'lora',
      method: bindMethod({
        name: 'repnoise',
        alpha: golden.alpha,
        beta: golden.beta,
        pairing: 'index',
        ...(labels === 'exact' ? {} : { labelRounding: labels }),
      }),
      trainable: {
        kind: 'lora',
        rank: golden.lora.rank,
        loraAlpha: golden.lora.alpha,
        targets: golden.lora.targets,
        dropout: 0,
      },
      batchSize: alignment.input_ids.length,
      length: golden.length,
      createExecutor,
    });
  }
});

/** The upper half of a float32's bits, rounded half to even. */
function asBfloat16(value: number): number {
  const [bits] = new Uint32Array(Float32Array.of(value).buffer);
  const rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000;
  return new Float32Array(Uint32Array.of(rounded).buffer)[0];
}
