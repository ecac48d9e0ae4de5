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
   * `condition` returns a bool scalar. Tensors from outside may be used in both; variables must be read outside.
   */
  loop(options: LoopOptions): Tensor[];
}

export interface LoopOptions {
  readonly initial: readonly Tensor[];
  readonly maxSteps: number;
  condition(state: readonly Tensor[]): Tensor;
  body(state: readonly Tensor[]): readonly Tensor[];
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

/** The values, if their number is that of the shape; anything else is a bug of the caller. */
export function expectValues<Array extends Values | Uint16Array>(values: Array | undefined, shape: readonly number[], what: string): Array {
  if (!values || values.length !== sizeOf(shape)) {
    throw new Error(`The ${what} must have ${sizeOf(shape)} values for shape [${shape.join(', ')}]; it has ${values ? values.length : 'none'}.`);
  }
  return values;
}
