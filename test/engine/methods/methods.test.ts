import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { bindMethod, tensorMath } from '../../../src/engine/methods/index.ts';
import { addScaled, clip, dot, norm } from '../../../src/engine/methods/gradients.ts';
import { tf, type Tensor } from '../../../src/engine/runtime/tf.ts';
import { getMethod, type Method, methods } from '../../../src/shared/methods/index.ts';
import type { StepContext } from '../../../src/shared/methods/step-context.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// f = ½‖w − c‖² and h = ½ wᵀHw over two weights seen as one vector (w₁, w₂ | w₃).
const w = [0.6, -1.1, 0.8];
const c = [0.2, 0.1, -0.4];
const hessian = [
  [2, 0.5, -0.3],
  [0.5, 1, 0.2],
  [-0.3, 0.2, 3],
];

describe('methods', () => {
  it.each(methods.map(({ name }) => name))('%s reports exactly the diagnostics it declares', (name) => {
    const method = bindMethod(withDefaults(name));
    const { diagnostics } = method.step(quadratic({ ...method.scalars, ...method.stepScalars(0, 10) }));
    // The trainer adds the norm of the combined gradient.
    expect([...Object.keys(diagnostics), 'gradientNorm'].sort()).toEqual(
      Object.keys(getMethod(name).diagnostics).sort(),
    );
    for (const value of Object.values(diagnostics)) expect(value.size).toBe(1);
  });

  it.each(methods.map(({ name }) => name))('%s uses each of its numeric settings', (name) => {
    const options = withDefaults(name);
    const method = bindMethod(options);
    const numeric = Object.entries(options).filter(([, value]) => typeof value === 'number');
    const used = { ...method.scalars, ...Object.fromEntries(batchSizes(method.extraBatches)) };
    expect(numeric.map(([key]) => key)).toEqual(expect.arrayContaining(Object.keys(used)));
    const idle = numeric.filter(
      ([key, value]) =>
        used[key] !== value &&
        isDeepStrictEqual(describeStructure({ ...options, [key]: Number(value) / 2 }), describeStructure(options)),
    );
    expect(idle).toEqual([]);
    expect(Object.keys(method.extraBatches)).toEqual(getMethod(name).uses);
  });

  it('SFT gives the gradient of the training loss', () => {
    const { gradient, diagnostics } = bindMethod({ name: 'sft' }).step(quadratic({}));
    expectClose(flat(gradient), minus(w, c));
    expect(diagnostics['f'].dataSync()[0]).toBeCloseTo(0.5 * (0.4 ** 2 + 1.2 ** 2 + 1.2 ** 2), 5);
  });

  it('Booster on a quadratic harmful loss gives ∇f + λα·H·Hw/‖Hw‖', () => {
    const [lambda, alpha] = [5, 0.1];
    const method = bindMethod({ name: 'booster', lambda, alpha, harmfulBatchSize: 4 });
    const { gradient, diagnostics } = method.step(quadratic(method.scalars));
    const harmful = times(hessian, w);
    const length = Math.hypot(...harmful);
    const curvature = times(hessian, harmful).map((value) => (lambda * alpha * value) / length);
    expectClose(
      flat(gradient),
      minus(w, c).map((value, index) => value + curvature[index]),
    );
    const perturbed = w.map((value, index) => value - (alpha * harmful[index]) / length);
    expect(diagnostics['h'].dataSync()[0]).toBeCloseTo(half(w), 5);
    expect(diagnostics['hPerturbed'].dataSync()[0]).toBeCloseTo(half(perturbed), 5);
    expect(diagnostics['harmfulLossReduction'].dataSync()[0]).toBeCloseTo(half(w) - half(perturbed), 5);
    expect(diagnostics['harmfulGradientNorm'].dataSync()[0]).toBeCloseTo(length, 5);
  });

  it('Vaccine takes the gradient where the shift of length ρ along the steepest ascent has led', () => {
    const method = bindMethod({ name: 'vaccine', rho: 2 });
    const { gradient, diagnostics } = method.step(quadratic(method.scalars));
    const ascent = minus(w, c);
    const length = Math.hypot(...ascent);
    expectClose(
      flat(gradient),
      ascent.map((value) => value + (2 * value) / length),
    );
    expect(diagnostics['hiddenGradientNorm'].dataSync()[0]).toBeCloseTo(length, 5);
    expect(diagnostics['f'].dataSync()[0]).toBeCloseTo(0.5 * length ** 2, 5);
    expect(diagnostics['fPerturbed'].dataSync()[0]).toBeCloseTo(0.5 * (length + 2) ** 2, 5);
  });

  it('Vaccine stays finite where the gradient is zero', () => {
    const method = bindMethod({ name: 'vaccine', rho: 2 });
    expectClose(flat(method.step(quadratic(method.scalars, c)).gradient), [0, 0, 0]);
  });

  it('Lisa takes turns, holds each phase near the end of the other, and leaves the first tenth free', () => {
    const method = bindMethod({ name: 'lisa', rho: 0.5, alignmentSteps: 2, userSteps: 3, freeFraction: 0.1 });
    const phases = Array.from({ length: 12 }, (_, done) => method.stepScalars(done, 20));
    expect(phases.map(({ isUserPhase }) => isUserPhase)).toEqual([0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0]);
    expect(phases.map(({ alignmentEnded }) => alignmentEnded)).toEqual([0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(phases.map(({ userEnded }) => userEnded)).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
    expect(phases.map(({ proximal }) => proximal)).toEqual([0, 0, 0, ...Array.from({ length: 9 }, () => 0.5)]);

    const anchors = { afterAlignment: [1, 1, 1], afterUser: [-1, 0, 2] };
    const inUser = method.step(quadratic(phases[3], w, anchors));
    expectClose(
      flat(inUser.gradient),
      minus(w, c).map((value, index) => value + 0.5 * (w[index] - anchors.afterAlignment[index])),
    );
    const backInAlignment = method.step(quadratic(phases[5], w, anchors));
    // The user phase has just ended here, at w itself, so that nothing pulls.
    expectClose(flat(backInAlignment.gradient), times(hessian, w));
    expectClose(flat(backInAlignment.anchors?.['afterUser'] ?? []), w);
    expectClose(flat(backInAlignment.anchors?.['afterAlignment'] ?? []), anchors.afterAlignment);
    const later = method.step(quadratic(phases[6], w, anchors));
    expectClose(
      flat(later.gradient),
      times(hessian, w).map((value, index) => value + 0.5 * (w[index] - anchors.afterUser[index])),
    );
  });

  it('mixing safe data adds λ times their gradient', () => {
    const method = bindMethod({ name: 'vlguard', lambda: 0.1, guideBatchSize: 4 });
    const { gradient } = method.step(quadratic(method.scalars));
    expectClose(
      flat(gradient),
      minus(w, c).map((value, index) => value + 0.1 * times(hessian, w)[index]),
    );
  });

  it('Booster stays finite where the harmful gradient is zero', () => {
    const method = bindMethod({ name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 4 });
    const context = quadratic(method.scalars, [0, 0, 0]);
    const { gradient, diagnostics } = method.step(context);
    expectClose(flat(gradient), minus([0, 0, 0], c));
    expect(diagnostics['gradientCosine'].dataSync()[0]).toBe(0);
  });
});

describe('vectors of tensors', () => {
  it('have the norm and inner product of one long vector', () => {
    expect(norm(split([3, 0, 4])).dataSync()[0]).toBeCloseTo(5, 6);
    expect(dot(split([1, 2, 3]), split([4, 5, 6])).dataSync()[0]).toBe(32);
    expectClose(flat(addScaled(split([1, 2, 3]), tf.scalar(2), split([4, 5, 6]))), [9, 12, 15]);
  });

  it.each([
    ['longer than the limit are scaled to it, as torch does', [3, 0, 4], 1, [3 / (5 + 1e-6), 0, 4 / (5 + 1e-6)]],
    ['shorter than the limit stay as they are', [0.3, 0, 0.4], 1, [0.3, 0, 0.4]],
    ['stay zero when they are', [0, 0, 0], 1, [0, 0, 0]],
    ['stay as they are under the limit that stands for none', [3e4, 0, 4e4], 3e38, [3e4, 0, 4e4]],
  ])('%s', (_, vector, limit, expected) => {
    expectClose(flat(clip(split(vector), norm(split(vector)), tf.scalar(limit))), expected);
  });
});

function withDefaults(name: string): Method {
  return getMethod(name).schema.parse({ name }) as Method; // the schema of one of the methods
}

function batchSizes(extra: Readonly<Record<string, number | 'train'>>): [string, number][] {
  return Object.entries(extra).flatMap(([role, size]) => (size === 'train' ? [] : [[`${role}BatchSize`, size]]));
}

/** Everything besides `scalars` that a setting can decide: what is fed step by step, and how many rows go through the model how often. */
function describeStructure(options: Method): unknown {
  const method = bindMethod(options);
  const stepScalars = Array.from({ length: 2000 }, (_, done) => method.stepScalars(done, 2000));
  return [stepScalars, method.extraBatches, getMethod(options.name).passes?.(options)];
}

/** A step context over plain tensors, with the losses above; a shift of the hidden states counts as one of the weights. */
function quadratic(
  scalars: Readonly<Record<string, number>>,
  at = w,
  anchors: Readonly<Record<string, readonly number[]>> = {},
): StepContext<Tensor> {
  const weights = split(at);
  const matrix = tf.tensor2d(hessian);
  const context: StepContext<Tensor> = {
    math: tensorMath,
    weights,
    scalar: (name) => tf.scalar(scalars[name]),
    anchor: (name) => split(anchors[name] ?? at),
    lossAndGradient(chosen, { weights: point = weights, attentionShift } = {}) {
      const batch = typeof chosen === 'string' ? chosen : scalars['isUserPhase'] === 1 ? chosen.yes : chosen.no;
      // Whatever is not learned has the second loss.
      const isHarmful = batch !== 'train';
      const vector = tf.concat([...point]);
      const shifted = attentionShift ? tf.add(vector, tf.concat([...attentionShift])) : vector;
      const gradient = !isHarmful
        ? tf.sub(shifted, tf.tensor1d(c))
        : tf.squeeze(tf.matMul(matrix, tf.expandDims(shifted, 1)));
      const other = isHarmful ? shifted : gradient;
      const loss = tf.mul(tf.scalar(0.5), tf.sum(tf.mul(other, gradient)));
      return { loss, gradient: split([...gradient.dataSync()]) };
    },
    lossAndHiddenGradient: (batch) => context.lossAndGradient(batch),
    tokens: (batch) => ({
      ids: tf.tensor2d([[batch === 'train' ? 1 : 2, 3]], [1, 2], 'int32'),
      isReal: tf.ones([1, 2]),
    }),
    normal: (shape) => tf.ones([...shape]),
    attentionShapes: () => [[2], [1]],
    wholePass: () => ({
      feedForward: [tf.tensor2d([[1], [2]])],
      states: [tf.tensor2d([[1], [2]]), tf.tensor2d([[3], [4]])],
      normed: (state) => state,
      labelLoss: (state) => tf.sum(state),
      labelEntropy: (state) => tf.mean(state),
    }),
    gradientOf(batch, make, place) {
      const { loss, values } = make(context.wholePass(batch));
      return { loss, values, gradient: context.lossAndGradient(batch, place).gradient };
    },
  };
  return context;
}

function split(values: readonly number[]): Tensor[] {
  return [tf.tensor1d(values.slice(0, 2)), tf.tensor1d(values.slice(2))];
}

function flat(tensors: readonly Tensor[]): number[] {
  return tensors.flatMap((tensor) => [...tensor.dataSync()]);
}

function minus(left: readonly number[], right: readonly number[]): number[] {
  return left.map((value, index) => value - right[index]);
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, index) => sum + value * vector[index], 0));
}

function half(point: readonly number[]): number {
  return 0.5 * times(hessian, point).reduce((sum, value, index) => sum + value * point[index], 0);
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of actual.entries()) {
    expect(Math.abs(value - expected[index])).toBeLessThan(2e-6 * Math.max(1, Math.abs(expected[index])));
  }
}
