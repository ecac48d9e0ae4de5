import type { Tensor } from './tf.ts';

export type Storage = 'float32' | 'bfloat16' | 'int32';
export type Values = Float32Array | Int32Array;

/** A tensor that lives in an executor between calls: a weight, an adapter, an optimizer moment, a cache. */
export interface VariableSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** bfloat16 is read as float32; it must not be assigned inside a function. */
  readonly storage: Storage;
}

export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** What a function's body may do besides tensor arithmetic. */
export interface Scope {
  /** The value a variable had when the call began, or the last one assigned in this call. */
  read(variable: string): Tensor;
  /** Sets a variable at the end of the call; shape and dtype must be the variable's. */
  assign(variable: string, value: Tensor): void;
  /**
   * Repeats `body` while `condition` holds (at most `maxSteps` times) over a tuple of tensors whose shapes stay the same.
   * `condition` returns a bool scalar. Tensors from outside may be used in both, and variables read; variables cannot be
   * assigned in a loop. A loop has no gradient, so it must not stand inside a function that tf.grads differentiates.
   */
  loop(options: LoopOptions): Tensor[];
}

export interface LoopOptions {
  readonly initial: readonly Tensor[];
  readonly maxSteps: number;
  readonly condition: (state: readonly Tensor[]) => Tensor;
  readonly body: (state: readonly Tensor[]) => readonly Tensor[];
}

/** A function of tensors with fixed shapes; `build` is called once by the compiler and on every call by the eager executor. */
export interface FunctionSpec {
  readonly name: string;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  build(scope: Scope, inputs: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>;
}

/** Everything that shares one set of variables. */
export interface Program {
  readonly variables: readonly VariableSpec[];
  readonly functions: readonly FunctionSpec[];
}

/** Runs a program's functions over its variables; see createCompiledExecutor and createEagerExecutor. */
export interface Executor {
  /** Runs one function; inputs and outputs are flat arrays in row-major order. Bool results come as int32. */
  call(name: string, inputs: Readonly<Record<string, Values>>): Record<string, Values>;
  /** Sets variables from flat arrays; bfloat16 variables take the upper halves as Uint16Array. */
  write(entries: ReadonlyMap<string, Values | Uint16Array>): void;
  /** Reads variables as flat arrays; bfloat16 ones come back as float32. */
  read(names: readonly string[]): Map<string, Values>;
  dispose(): void;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

const arrayOfStorage = { float32: Float32Array, int32: Int32Array, bfloat16: Uint16Array } as const;

/** The values, if their kind of array is that of the storage and their number that of the shape; anything else is a bug of the caller. */
export function expectValues<Kind extends Storage>(
  values: Values | Uint16Array | undefined,
  storage: Kind,
  shape: readonly number[],
  what: string,
): InstanceType<(typeof arrayOfStorage)[Kind]> {
  const kind = arrayOfStorage[storage];
  if (!(values instanceof kind)) {
    throw new Error(
      `The ${what} is ${storage}, so it must be given as ${kind.name}; it is ${values ? values.constructor.name : 'missing'}.`,
    );
  }
  if (values.length !== sizeOf(shape)) {
    throw new Error(
      `The ${what} must have ${sizeOf(shape)} values for shape [${shape.join(', ')}]; it has ${values.length}.`,
    );
  }
  return values as InstanceType<(typeof arrayOfStorage)[Kind]>; // the class was checked above
}

/** Every declared input of a function in the order of its declaration; a missing, unknown or misshapen one is a bug of the caller. */
export function expectInputs(
  fn: FunctionSpec,
  inputs: Readonly<Record<string, Values>>,
): { readonly name: string; readonly spec: InputSpec; readonly values: Values }[] {
  const unknown = Object.keys(inputs).find((name) => !Object.hasOwn(fn.inputs, name));
  if (unknown !== undefined)
    throw new Error(
      `The function ${fn.name} has no input ${unknown}; it has ${Object.keys(fn.inputs).join(', ') || 'none'}.`,
    );
  return Object.entries(fn.inputs).map(([name, spec]) => ({
    name,
    spec,
    values: expectValues(inputs[name], spec.dtype, spec.shape, `input ${name} of ${fn.name}`),
  }));
}
