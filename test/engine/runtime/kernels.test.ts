import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import { graphBackendName } from '../../../src/engine/runtime/graph/graph-backend.ts';
import {
  type Executor,
  type InputSpec,
  type Program,
  sizeOf,
  type Values,
} from '../../../src/engine/runtime/program.ts';
import { tf, type Tensor } from '../../../src/engine/runtime/tf.ts';
import { type Draw, type KernelCase, kernelCases } from './kernel-cases.ts';

/** Compiling takes about a second a function, so the cases share a few. */
const casesPerFunction = 40;

describe('a recorded kernel', () => {
  const program = kernelProgram(kernelCases);
  const executors: Executor[] = [];
  const outputs: Record<'compiled' | 'cpu', Record<string, Values>> = { compiled: {}, cpu: {} };

  beforeAll(() => {
    for (const [kind, executor] of [
      ['compiled', createCompiledExecutor(program)],
      ['cpu', createEagerExecutor(program)],
    ] as const) {
      executors.push(executor);
      for (const fn of program.functions) Object.assign(outputs[kind], executor.call(fn.name, drawInputs(fn.inputs)));
    }
  });
  afterAll(() => executors.forEach((executor) => executor.dispose()));

  it.each(kernelCases.map((kernelCase, index) => ({ index, kernel: kernelCase.kernel })))(
    '$kernel computes what the cpu backend does (case $index)',
    ({ index }) => {
      const names = Object.keys(outputs.cpu).filter((name) => name.startsWith(`${index}.`));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expectClose(outputs.compiled[name], outputs.cpu[name], name);
    },
  );

  it('has a case here', () => {
    const registered = tf.getKernelsForBackend(graphBackendName).map((kernel) => kernel.kernelName);
    const covered = new Set([
      ...kernelCases.map((kernelCase) => kernelCase.kernel),
      'StatelessUniform',
      'DynamicUpdate',
    ]);
    expect(registered.filter((kernel) => !covered.has(kernel))).toEqual([]);
  });
});

function kernelProgram(cases: readonly KernelCase[]): Program {
  const functions = Array.from({ length: Math.ceil(cases.length / casesPerFunction) }, (_, part) => {
    const own = cases
      .map((kernelCase, index) => ({ kernelCase, index }))
      .slice(part * casesPerFunction, (part + 1) * casesPerFunction);
    return {
      name: `cases${part}`,
      inputs: Object.fromEntries(
        own.flatMap(({ kernelCase, index }) =>
          kernelCase.inputs.map((input, at) => [`${index}.${at}`, { shape: input.shape, dtype: input.dtype }]),
        ),
      ),
      build: (_scope: unknown, inputs: Readonly<Record<string, Tensor>>) =>
        Object.assign(
          {},
          ...own.map(({ kernelCase, index }) =>
            runCase(
              kernelCase,
              index,
              kernelCase.inputs.map((_input, at) => inputs[`${index}.${at}`]),
            ),
          ),
        ),
    };
  });
  return { variables: [], functions };
}

function runCase(
  { compute, inputs, isDifferentiable }: KernelCase,
  index: number,
  tensors: Tensor[],
): Record<string, Tensor> {
  const results = Object.fromEntries(list(compute(...tensors)).map((tensor, at) => [`${index}.output${at}`, tensor]));
  if (!isDifferentiable) return results;
  const floats = tensors.filter((_, at) => inputs[at].dtype === 'float32');
  const gradients = tf.grads((...values: Tensor[]) => {
    const all = tensors.map((tensor, at) => (inputs[at].dtype === 'float32' ? (values.shift() as Tensor) : tensor)); // one value per float
    return tf.addN(list(compute(...all)).map((tensor) => tf.sum(tf.mul(tensor, pattern(tensor.shape)))));
  })(floats);
  return { ...results, ...Object.fromEntries(gradients.map((gradient, at) => [`${index}.gradient${at}`, gradient])) };
}

function list(outputs: Tensor | readonly Tensor[]): readonly Tensor[] {
  return outputs instanceof tf.Tensor ? [outputs] : outputs;
}

/** Weights that tell the elements of an output apart: 1, 2, 3, … ninths. */
function pattern(shape: number[]): Tensor {
  return tf.tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => (index + 1) / 9),
    shape,
  );
}

function drawInputs(specs: Readonly<Record<string, InputSpec>>): Record<string, Values> {
  return Object.fromEntries(
    Object.keys(specs).map((name) => {
      const [index, at] = name.split('.').map(Number);
      return [name, draw(kernelCases[index].inputs[at], 100 * index + at)];
    }),
  );
}

function draw({ shape, dtype, low, high }: Draw, seed: number): Values {
  // A Weyl sequence: spread evenly, the same on every machine, and clear of the whole and half numbers where ops jump.
  const fractions = Array.from(
    { length: sizeOf(shape) },
    (_, index) => ((index + 1) * 0.7548776662 + seed * 0.5698402909) % 1,
  );
  const values = fractions.map((fraction) => low + fraction * (high - low));
  return dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values, Math.floor);
}

function expectClose(actual: Values, expected: Values, name: string): void {
  expect({ name, type: actual.constructor.name, size: actual.length }).toEqual({
    name,
    type: expected.constructor.name,
    size: expected.length,
  });
  for (const [index, value] of expected.entries()) {
    // Both sides compute in float32, some functions by approximations of their own.
    const tolerance = 2e-5 * (1 + Math.abs(value));
    if (Object.is(actual[index], value) || Math.abs(actual[index] - value) <= tolerance) continue;
    throw new Error(`${name}[${index}] is ${actual[index]}; the cpu backend has ${value}`);
  }
}
