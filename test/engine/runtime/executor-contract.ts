import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Executor, FunctionSpec, Program, Scope, Values } from '../../../src/engine/runtime/program.ts';
import { tf, type Tensor } from '../../../src/engine/runtime/tf.ts';
import { assign, contractProgram } from './contract-program.ts';

export type CreateExecutor = (program: Program) => Executor;

/** What every executor must do, whatever it runs on. */
export function describeExecutor(name: string, createExecutor: CreateExecutor): void {
  describe(`the ${name} executor`, () => {
    let executor: Executor;
    beforeAll(() => {
      executor = createExecutor(contractProgram);
    });
    afterAll(() => executor.dispose());
    beforeEach(() => {
      executor.write(
        new Map<string, Values | Uint16Array>([
          ['weight', Float32Array.of(1, 2, 3, 4)],
          ['other', Float32Array.of(5, 6, 7, 8)],
          ['count', Int32Array.of(3)],
          ['half', Uint16Array.of(0x3f80, 0xc000, 0x3eab, 0x7f7f)],
          ['table', new Float32Array(12)],
        ]),
      );
    });
    const call = (fn: string, inputs: Record<string, Values> = {}) => executor.call(fn, inputs);
    const read = (variable: string) => [...(executor.read([variable]).get(variable) ?? [])];

    describe('keeps variables', () => {
      it('as typed arrays of their storage', () => {
        const values = executor.read(['weight', 'count', 'half']);
        expect(values.get('weight')).toEqual(Float32Array.of(1, 2, 3, 4));
        expect(values.get('count')).toEqual(Int32Array.of(3));
        // 1, −2, a third cut to 8 bits, and the largest bfloat16.
        expect(values.get('half')).toEqual(Float32Array.of(1, -2, 0.333984375, 3.3895313892515355e38));
      });

      it('apart from the arrays that they were written from', () => {
        const given = Float32Array.of(9, 9, 9, 9);
        executor.write(new Map([['weight', given]]));
        given.fill(0);
        expect(read('weight')).toEqual([9, 9, 9, 9]);
        const input = Float32Array.of(4, 3, 2, 1);
        call('setWeight', { value: input });
        input.fill(0);
        expect(read('weight')).toEqual([4, 3, 2, 1]);
        executor.read(['weight']).get('weight')?.fill(0);
        expect(read('weight')).toEqual([4, 3, 2, 1]);
      });

      it('from a view into a larger array', () => {
        executor.write(new Map([['weight', Float32Array.of(0, 1, 2, 3, 4, 5).subarray(1, 5)]]));
        expect(read('weight')).toEqual([1, 2, 3, 4]);
        executor.write(new Map([['half', Uint16Array.of(0, 0x3f80, 0x3f80, 0x4000, 0x4040, 0).subarray(1, 5)]]));
        expect(read('half')).toEqual([1, 1, 2, 3]);
      });

      it('that several functions share', () => {
        call('addOne');
        call('addOne');
        expect([...call('readWeight')['weight']]).toEqual([3, 4, 5, 6]);
      });

      it('and refuses to read one that was never written', () => {
        const fresh = createExecutor(contractProgram);
        expect(() => fresh.read(['weight'])).toThrow('Variable weight was read before it was written.');
        expect(() => fresh.call('addOne', {})).toThrow('Variable weight was read before it was written.');
        fresh.call('setWeight', { value: Float32Array.of(1, 1, 1, 1) });
        fresh.call('addOne', {});
        expect([...(fresh.read(['weight']).get('weight') ?? [])]).toEqual([2, 2, 2, 2]);
        fresh.dispose();
      });
    });

    describe('inside a call', () => {
      it('reads what was assigned before, and leaves other variables alone', () => {
        const { before, after } = call('assignThenRead');
        expect([...before]).toEqual([1, 2, 3, 4]);
        expect([...after]).toEqual([10, 20, 30, 40]);
        expect(read('weight')).toEqual([10, 20, 30, 40]);
        expect(read('other')).toEqual([5, 6, 7, 8]);
      });

      it('lets the last of several assignments count', () => {
        call('assignTwice');
        expect(read('weight')).toEqual([8, 16, 24, 32]);
      });

      it('swaps two variables', () => {
        expect([...call('swap')['sum']]).toEqual([6, 8, 10, 12]);
        expect([read('weight'), read('other')]).toEqual([
          [5, 6, 7, 8],
          [1, 2, 3, 4],
        ]);
      });

      it('computes with int32 and bfloat16 variables', () => {
        const { scaled, next } = call('mixed', { factor: Float32Array.of(2) });
        expect([...scaled.subarray(0, 3)]).toEqual([2, -4, 0.66796875]);
        expect(next).toEqual(Int32Array.of(4));
        expect(read('count')).toEqual([4]);
      });

      it('gives scalars, bools as int32, and inputs as outputs', () => {
        const outputs = call('kinds', { x: Float32Array.of(-1, 0, 2, 3), flag: Int32Array.of(1) });
        expect(outputs['sum']).toEqual(Float32Array.of(4));
        expect(outputs['isPositive']).toEqual(Int32Array.of(0, 0, 1, 1));
        expect(outputs['same']).toEqual(Float32Array.of(-1, 0, 2, 3));
        expect(outputs['chosen']).toEqual(Float32Array.of(-1, 0, 2, 3));
      });
    });

    it('differentiates with tf.valueAndGrads, variables and inputs alike, also twice in one call', () => {
      const { loss, gradient, inputGradient, second } = call('gradients', { x: Float32Array.of(1, 1, 2, 2) });
      expect(loss).toEqual(Float32Array.of(1 + 4 + 36 + 64));
      // Σ (w·x)²: by w 2·w·x², by x 2·w²·x.
      expect([...gradient]).toEqual([2, 4, 24, 32]);
      expect([...inputGradient]).toEqual([2, 8, 36, 64]);
      // The same at w − 0.5·gradient, as Booster takes it.
      expect([...second]).toEqual([0, 0, -72, -96]);
    });

    describe('loops', () => {
      it('until the condition fails, over tensors from outside and variables', () => {
        const { value, steps } = call('loop', { limit: Float32Array.of(100), step: Float32Array.of(1) });
        // 1 → (1 + 1)·2 = 4 → 10 → 22 → 46 → 94 → 190; `other`[0] − 3 = 2 doubles it.
        expect([value[0], steps[0]]).toEqual([190, 6]);
      });

      it('at most maxSteps times', () => {
        const { value, steps } = call('loop', { limit: Float32Array.of(1e9), step: Float32Array.of(1) });
        expect([value[0], steps[0]]).toEqual([3070, 10]);
      });

      it('not at all when the condition fails at the start', () => {
        const { value, steps } = call('loop', { limit: Float32Array.of(-5), step: Float32Array.of(1) });
        expect([value[0], steps[0]]).toEqual([1, 0]);
      });

      it('within loops, passing outside tensors through', () => {
        const { total, constant } = call('nestedLoop', { rows: Int32Array.of(3), x: Float32Array.of(2, 3) });
        // Row r adds x r + 1 times: 1 + 2 + 3 = 6.
        expect([...total]).toEqual([12, 18]);
        expect([...constant]).toEqual([2, 3]);
      });

      it('with gradients taken inside the body', () => {
        // Gradient descent on (x − 3)² with rate 0.25 halves the distance four times.
        expect([...call('descent', { x: Float32Array.of(11) })['x']]).toEqual([3.5]);
      });
    });

    describe('statelessUniform', () => {
      const draw = (run: number, step: number) => [...call('random', { seed: Int32Array.of(run, step) })['values']];

      it('gives the same numbers for the same seed, others for another run or step', () => {
        expect(draw(7, 1)).toEqual(draw(7, 1));
        expect(draw(7, 2)).not.toEqual(draw(7, 1));
        expect(draw(8, 1)).not.toEqual(draw(7, 1));
      });

      it('is uniform on [0, 1)', () => {
        const values = [0, 1, 2, 3].flatMap((step) => draw(-5, step));
        const bins = Array.from(
          { length: 10 },
          (_, bin) => values.filter((value) => Math.floor(value * 10) === bin).length,
        );
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...values)).toBeLessThan(1);
        // 4,000 draws: 400 a bin with a standard deviation of 19.
        for (const count of bins) expect(Math.abs(count - 400)).toBeLessThan(100);
        // Neighbouring steps must not resemble each other: their correlation has a standard deviation of 0.03.
        const [first, second] = [draw(3, 10), draw(3, 11)];
        const correlation =
          first.reduce((sum, value, index) => sum + (value - 0.5) * (second[index] - 0.5) * 12, 0) / first.length;
        expect(Math.abs(correlation)).toBeLessThan(0.15);
      });
    });

    describe('dynamicUpdate', () => {
      const update = (row: number, column: number) => {
        call('update', { values: Float32Array.of(1, 2, 3, 4), start: Int32Array.of(row, column) });
        return read('table');
      };

      it('writes a block at a computed place', () => {
        expect(update(1, 1)).toEqual([0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0]);
      });

      it('moves a block that would stick out back inside', () => {
        expect(update(9, 9)).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4]);
        executor.write(new Map([['table', new Float32Array(12)]]));
        expect(update(-4, -1)).toEqual([1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0]);
      });
    });

    describe('refuses', () => {
      it.each<[string, () => unknown, string]>([
        [
          'an input of the wrong length',
          () => call('setWeight', { value: Float32Array.of(1) }),
          'input value of setWeight must have 4 values for shape [4]; it has 1',
        ],
        [
          'an input of the wrong type',
          () => call('setWeight', { value: Int32Array.of(1, 2, 3, 4) }),
          'must be given as Float32Array; it is Int32Array',
        ],
        ['a missing input', () => call('setWeight'), 'it is missing'],
        [
          'an unknown input',
          () => call('addOne', { value: Float32Array.of(1) }),
          'The function addOne has no input value; it has none.',
        ],
        ['an unknown function', () => call('subtractOne'), 'The program has no function subtractOne.'],
        ['to read an unknown variable', () => executor.read(['weight', 'wight']), 'The program has no variable wight.'],
        [
          'to write an unknown variable',
          () => executor.write(new Map([['wight', Float32Array.of(1)]])),
          'The program has no variable wight.',
        ],
        [
          'to write the wrong length',
          () => executor.write(new Map([['weight', Float32Array.of(1)]])),
          'variable weight must have 4 values',
        ],
        [
          'to write the wrong type',
          () => executor.write(new Map([['half', Float32Array.of(1, 2, 3, 4)]])),
          'must be given as Uint16Array; it is Float32Array',
        ],
      ])('%s', (_, act, message) => {
        expect(act).toThrow(message);
        expect(read('weight')).toEqual([1, 2, 3, 4]);
      });

      it('a whole write when one of its variables is wrong', () => {
        const entries = new Map<string, Values>([
          ['weight', Float32Array.of(0, 0, 0, 0)],
          ['other', Float32Array.of(0)],
        ]);
        expect(() => executor.write(entries)).toThrow('variable other');
        expect(read('weight')).toEqual([1, 2, 3, 4]);
      });

      it.each<[string, FunctionSpec['build'], string]>([
        [
          'to assign another shape',
          (scope) => assign(scope, 'weight', tf.zeros([2, 2])),
          'Variable weight is float32 [4]; it was assigned float32 [2, 2].',
        ],
        [
          'to assign another type',
          (scope) => assign(scope, 'count', tf.scalar(1)),
          'Variable count is int32 []; it was assigned float32 [].',
        ],
        ['to assign a bfloat16 variable', (scope) => assign(scope, 'half', tf.zeros([4])), 'must not assign it'],
        [
          'to use a variable that the program lacks',
          (scope) => ({ x: scope.read('absent') }),
          'uses the variable absent',
        ],
        [
          'to assign in a loop',
          (scope) => loopOnce(scope, (x) => assign(scope, 'weight', tf.zeros([4])) && [x]),
          'was assigned in a loop',
        ],
        [
          'a loop whose state changes shape',
          (scope) => loopOnce(scope, (x) => [tf.stack([x, x])]),
          'Loop state 0 changes from float32 [] to float32 [2].',
        ],
        ['a loop whose state changes length', (scope) => loopOnce(scope, (x) => [x, x]), 'its body returned 2'],
        [
          'a loop under a gradient',
          (scope) => ({ x: tf.grad((x: Tensor) => loopOnce(scope, () => [tf.square(x)])['x'])(tf.scalar(2)) }),
          'loops have no gradient',
        ],
      ])('%s', (_, build, message) => {
        const run = (): void => {
          const broken = createExecutor({
            variables: contractProgram.variables,
            functions: [{ name: 'broken', inputs: {}, build }],
          });
          try {
            broken.write(new Map<string, Values>([['weight', new Float32Array(4)]]));
            broken.call('broken', {});
          } finally {
            broken.dispose();
          }
        };
        expect(run).toThrow(message);
      });

      it('anything once disposed', () => {
        const disposed = createExecutor(contractProgram);
        disposed.dispose();
        disposed.dispose();
        expect(() => disposed.call('setWeight', { value: new Float32Array(4) })).toThrow('The executor was disposed.');
      });
    });
  });
}

function loopOnce(scope: Scope, body: (x: Tensor) => readonly Tensor[]): Record<string, Tensor> {
  const [x] = scope.loop({
    initial: [tf.scalar(0)],
    maxSteps: 1,
    condition: () => tf.scalar(true, 'bool'),
    body: ([state]) => body(state),
  });
  return { x };
}
