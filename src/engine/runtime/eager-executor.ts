import { registerCustomOps } from './custom-ops.ts';
import { loadNative } from './native.ts';
import {
  type Executor,
  expectInputs,
  expectValues,
  type FunctionSpec,
  type LoopOptions,
  type Program,
  type Scope,
  type Values,
  type VariableSpec,
} from './program.ts';
import { assertNoGradient, checkAssignable, checkLoopState } from './scope-rules.ts';
import { tf, type Tensor } from './tf.ts';

/**
 * Runs a program op by op on a tfjs backend: `cpu` is pure JavaScript and needs nothing installed.
 * Slow; for places without the native library and as the check of the compiled executor.
 */
export function createEagerExecutor(program: Program, options: { backend?: 'cpu' | 'tensorflow' } = {}): Executor {
  registerCustomOps();
  if (options.backend === 'tensorflow') loadNative();
  return new EagerExecutor(program, options.backend ?? 'cpu');
}

class EagerExecutor implements Executor {
  readonly #backend: string;
  readonly #variables: ReadonlyMap<string, VariableSpec>;
  readonly #functions: ReadonlyMap<string, FunctionSpec>;
  readonly #values = new Map<string, Tensor>();
  #isDisposed = false;

  constructor(program: Program, backend: string) {
    this.#backend = backend;
    this.#variables = new Map(program.variables.map((variable) => [variable.name, variable]));
    this.#functions = new Map(program.functions.map((fn) => [fn.name, fn]));
  }

  call(name: string, inputs: Readonly<Record<string, Values>>): Record<string, Values> {
    const fn = this.#functions.get(name);
    if (!fn) throw new Error(`The program has no function ${name}.`);
    return this.#onBackend(() => {
      const scope = new EagerScope(this.#variables, this.#values);
      try {
        const results: Record<string, Values> = {};
        tf.tidy(() => {
          const tensors = Object.fromEntries(
            expectInputs(fn, inputs).map(({ name: input, spec, values }) => [
              input,
              tensorOf(values, spec.shape, spec.dtype),
            ]),
          );
          for (const [output, tensor] of Object.entries(fn.build(scope, tensors))) results[output] = valuesOf(tensor);
        });
        scope.commit();
        return results;
      } finally {
        scope.rollBack();
      }
    });
  }

  write(entries: ReadonlyMap<string, Values | Uint16Array>): void {
    this.#onBackend(() => {
      const checked = [...entries].map(([name, values]) => {
        const { storage, shape } = this.#find(name);
        return { name, shape, values: expectValues(values, storage, shape, `variable ${name}`) };
      });
      for (const { name, shape, values } of checked) {
        const tensor =
          values instanceof Uint16Array
            ? tf.tensor(widen(values), [...shape], 'float32')
            : tensorOf(values, shape, values instanceof Int32Array ? 'int32' : 'float32');
        this.#values.get(name)?.dispose();
        this.#values.set(name, tf.keep(tensor));
      }
    });
  }

  read(names: readonly string[]): Map<string, Values> {
    return this.#onBackend(
      () =>
        new Map(
          names.map((name) => {
            this.#find(name);
            const value = this.#values.get(name);
            if (!value) throw new Error(`Variable ${name} was read before it was written.`);
            return [name, valuesOf(value)];
          }),
        ),
    );
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const value of this.#values.values()) value.dispose();
    this.#values.clear();
  }

  #find(name: string): VariableSpec {
    const spec = this.#variables.get(name);
    if (!spec) throw new Error(`The program has no variable ${name}.`);
    return spec;
  }

  #onBackend<Result>(body: () => Result): Result {
    if (this.#isDisposed) throw new Error('The executor was disposed.');
    const previous = tf.getBackend();
    void tf.setBackend(this.#backend);
    try {
      return body();
    } finally {
      if (previous) void tf.setBackend(previous);
    }
  }
}

class EagerScope implements Scope {
  readonly #variables: ReadonlyMap<string, VariableSpec>;
  readonly #values: Map<string, Tensor>;
  readonly #assigned = new Map<string, Tensor>();
  #loopDepth = 0;

  constructor(variables: ReadonlyMap<string, VariableSpec>, values: Map<string, Tensor>) {
    this.#variables = variables;
    this.#values = values;
  }

  read(name: string): Tensor {
    if (!this.#variables.has(name))
      throw new Error(`The function uses the variable ${name}, which the program does not declare.`);
    const value = this.#assigned.get(name) ?? this.#values.get(name);
    if (!value) throw new Error(`Variable ${name} was read before it was written.`);
    return value;
  }

  assign(name: string, value: Tensor): void {
    const spec = this.#variables.get(name);
    if (!spec) throw new Error(`The function uses the variable ${name}, which the program does not declare.`);
    if (this.#loopDepth > 0)
      throw new Error(`Variable ${name} was assigned in a loop; assign the loop's result instead.`);
    checkAssignable(spec, value);
    this.#assigned.get(name)?.dispose();
    // A copy that outlives the tidies around it, because the value may be an input or another variable.
    this.#assigned.set(name, tf.keep(tf.clone(value)));
  }

  /** Makes the assigned values those of the variables. */
  commit(): void {
    for (const [name, value] of this.#assigned) {
      this.#values.get(name)?.dispose();
      this.#values.set(name, value);
    }
    this.#assigned.clear();
  }

  /** Forgets values that were assigned by a call that failed. */
  rollBack(): void {
    for (const value of this.#assigned.values()) value.dispose();
  }

  loop({ initial, maxSteps, condition, body }: LoopOptions): Tensor[] {
    assertNoGradient();
    this.#loopDepth += 1;
    try {
      let state: readonly Tensor[] = initial;
      for (let step = 0; step < maxSteps && condition(state).dataSync()[0] !== 0; step++) {
        state = body(state);
        checkLoopState(state, initial);
      }
      return [...state];
    } finally {
      this.#loopDepth -= 1;
    }
  }
}

/** A tensor with its own copy of the values: the `cpu` backend would go on using the caller's array. */
function tensorOf(values: Values, shape: readonly number[], dtype: 'float32' | 'int32'): Tensor {
  return tf.tensor(values.slice(), [...shape], dtype);
}

/** A copy of a tensor's values by its type: after a cast the `cpu` backend holds an array of the old one, and bools are bytes. */
function valuesOf(tensor: Tensor): Values {
  const data = tensor.dataSync() as ArrayLike<number>; // float32, int32 and bool are numbers
  return tensor.dtype === 'float32' ? Float32Array.from(data) : Int32Array.from(data);
}

function widen(values: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(values, (value) => value << 16).buffer);
}
