import { registerCustomOps } from './custom-ops.ts';
import { checkAssignable } from './graph/record-function.ts';
import { type Executor, expectValues, type FunctionSpec, type LoopOptions, type Program, type Scope, type Values, type VariableSpec } from './program.ts';
import { tf, type Tensor } from './tf.ts';

/**
 * Runs a program op by op on a tfjs backend: `cpu` is pure JavaScript and needs nothing installed.
 * Slow; for places without the native library and as the check of the compiled executor.
 */
export function createEagerExecutor(program: Program, options: { backend?: 'cpu' | 'tensorflow' } = {}): Executor {
  registerCustomOps();
  return new EagerExecutor(program, options.backend ?? 'cpu');
}

class EagerExecutor implements Executor {
  readonly #backend: string;
  readonly #variables: ReadonlyMap<string, VariableSpec>;
  readonly #functions: ReadonlyMap<string, FunctionSpec>;
  readonly #values = new Map<string, Tensor>();

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
      const results = tf.tidy(() => {
        const tensors = Object.fromEntries(
          Object.entries(fn.inputs).map(([input, spec]) => [input, tf.tensor(expectValues(inputs[input], spec.shape, `input ${input} of ${name}`), [...spec.shape], spec.dtype)]),
        );
        const outputs = fn.build(scope, tensors);
        scope.keepAssigned();
        return Object.fromEntries(Object.entries(outputs).map(([output, tensor]) => [output, valuesOf(tensor)])) as unknown as tf.TensorContainer; // tidy passes plain data through
      }) as unknown as Record<string, Values>; // as returned just above
      scope.commit();
      return results;
    });
  }

  write(entries: ReadonlyMap<string, Values | Uint16Array>): void {
    this.#onBackend(() => {
      for (const [name, values] of entries) {
        const spec = this.#find(name);
        const numbers = spec.storage === 'bfloat16' ? widen(expectValues(values, spec.shape, `variable ${name}`) as Uint16Array) : expectValues(values, spec.shape, `variable ${name}`);
        this.#values.get(name)?.dispose();
        this.#values.set(name, tf.keep(tf.tensor(numbers as Values, [...spec.shape], spec.storage === 'int32' ? 'int32' : 'float32'))); // bfloat16 was widened
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
    for (const value of this.#values.values()) value.dispose();
    this.#values.clear();
  }

  #find(name: string): VariableSpec {
    const spec = this.#variables.get(name);
    if (!spec) throw new Error(`The program has no variable ${name}.`);
    return spec;
  }

  #onBackend<Result>(body: () => Result): Result {
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

  constructor(variables: ReadonlyMap<string, VariableSpec>, values: Map<string, Tensor>) {
    this.#variables = variables;
    this.#values = values;
  }

  read(name: string): Tensor {
    const value = this.#assigned.get(name) ?? this.#values.get(name);
    if (!value) throw new Error(`Variable ${name} was read before it was written.`);
    return value;
  }

  assign(name: string, value: Tensor): void {
    const spec = this.#variables.get(name);
    if (!spec) throw new Error(`The program has no variable ${name}.`);
    checkAssignable(spec, value);
    this.#assigned.set(name, value);
  }

  /** Takes the assigned values out of the surrounding tidy. Copies, because a value may be an input or another variable. */
  keepAssigned(): void {
    for (const [name, value] of this.#assigned) this.#assigned.set(name, tf.keep(tf.clone(value)));
  }

  commit(): void {
    for (const [name, value] of this.#assigned) {
      this.#values.get(name)?.dispose();
      this.#values.set(name, value);
    }
  }

  loop({ initial, maxSteps, condition, body }: LoopOptions): Tensor[] {
    let state: readonly Tensor[] = initial;
    for (let step = 0; step < maxSteps && condition(state).dataSync()[0] !== 0; step++) state = body(state);
    return [...state];
  }
}

function valuesOf(tensor: Tensor): Values {
  const data = tensor.dataSync();
  return data instanceof Float32Array ? data.slice() : Int32Array.from(data as ArrayLike<number>); // int32 and bool are numbers
}

function widen(values: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(values, (value) => value << 16).buffer);
}
