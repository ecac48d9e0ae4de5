import { AppError } from '../../../shared/errors.ts';
import { tf, type TensorInfo } from '../tf.ts';
import type { FunctionRecorder, SymbolicValue } from './function-recorder.ts';
import type { Attribute, GraphType } from './graph-def.ts';

export const graphBackendName = 'booster-graph';

type TensorType = 'float32' | 'int32' | 'bool';

/**
 * Largest constant in bytes. Tables of rotary positions reach 8 MB (32,768 positions, head size 128);
 * what is larger is most likely a weight, which belongs into a variable.
 */
const largestConstant = 16 * 2 ** 20;

/**
 * A tfjs backend without numbers: each kernel appends TensorFlow nodes to the function being recorded and
 * infers the shape of its result, so recording a 7B model costs megabytes.
 */
export class GraphBackend extends tf.KernelBackend {
  /** One value per data id. tfjs hands ids around as opaque objects. */
  readonly #values = new WeakMap<object, SymbolicValue>();
  #recorder: FunctionRecorder | null = null;

  get recorder(): FunctionRecorder {
    if (!this.#recorder) throw new Error('A tensor was used on the graph backend outside of a recording.');
    return this.#recorder;
  }

  /** Runs `body` with `recorder` as the function being recorded. */
  within<Result>(recorder: FunctionRecorder, body: () => Result): Result {
    const outer = this.#recorder;
    this.#recorder = recorder;
    try {
      return body();
    } finally {
      this.#recorder = outer;
    }
  }

  /** A kernel's result: output `output` (number `index`) of a node. */
  output(node: string, output: string, shape: readonly number[], dtype: TensorType, index = 0): TensorInfo {
    return this.wrap({ owner: this.recorder, from: `${node}:${output}:${index}`, shape, type: dtype });
  }

  wrap(value: SymbolicValue): TensorInfo {
    const dataId = {};
    this.#values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.type as TensorType }; // resource and bfloat16 are never wrapped
  }

  /** The graph name of a tensor, seen from the function being recorded. */
  from(tensor: TensorInfo): string {
    return this.recorder.resolve(this.symbolOf(tensor)).from;
  }

  symbolOf(tensor: TensorInfo): SymbolicValue {
    const value = this.#values.get(tensor.dataId);
    if (!value) throw new Error('A tensor of another backend was used in a recording.');
    return value;
  }

  /** Adds a node with one output of the given name. */
  emit(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    result: { output: string; shape: readonly number[]; dtype: TensorType },
  ): TensorInfo {
    return this.output(this.recorder.addNode(op, inputs, attributes), result.output, result.shape, result.dtype);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
      throw new AppError(
        'runtime/unsupported-dtype',
        `A compiled function cannot hold a constant of type ${dtype}; expected float32, int32 or bool.`,
      );
    }
    const recorder = this.recorder;
    const typed = toTyped(values as ArrayLike<number>, dtype); // strings and complex numbers were refused above
    const isSplat = typed.length > 16 && isOneValue(typed);
    if (!isSplat && typed.byteLength > largestConstant) {
      throw new AppError(
        'runtime/constant-too-large',
        `The compiled function ${recorder.rootName} holds a constant of shape [${shape.join(', ')}] with ${typed.byteLength} bytes; at most ${largestConstant} are allowed. Make it a variable or an input.`,
      );
    }
    const from = isSplat
      ? `${recorder.addNode('Fill', [recorder.int32(shape), recorder.constant(dtype, [], bytesOf(typed.subarray(0, 1)))], { T: { kind: 'type', value: dtype }, index_type: { kind: 'type', value: 'int32' } })}:output:0`
      : recorder.constant(dtype, shape, bytesOf(typed));
    const dataId = {};
    this.#values.set(dataId, { owner: recorder, from, shape, type: dtype satisfies GraphType });
    return dataId;
  }

  override readSync(): never {
    throw new AppError(
      'runtime/not-recordable',
      `The function ${this.recorder.rootName} read the value of a tensor (dataSync, arraySync or an op that needs it) while being recorded; values are known only when it runs. Compute with the tensor instead.`,
    );
  }

  override read(): never {
    return this.readSync();
  }

  // tfjs counts references to release memory; a symbolic value has none.
  override numDataIds(): number {
    return 0;
  }
  override disposeData(): boolean {
    return true;
  }
  override incRef(): void {}
  override refCount(): number {
    return 1;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
}

/** The values as an array of the type; the given one where it is already. */
function toTyped(values: ArrayLike<number>, dtype: TensorType): TypedValues {
  switch (dtype) {
    case 'float32':
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case 'int32':
      return values instanceof Int32Array ? values : Int32Array.from(values);
    case 'bool':
      return Uint8Array.from(values, (value) => (value ? 1 : 0));
  }
}

type TypedValues = Float32Array | Int32Array | Uint8Array;

function isOneValue(values: TypedValues): boolean {
  const first = values[0];
  for (let index = 1; index < values.length; index++) {
    if (values[index] !== first) return false;
  }
  return true;
}

/** A copy, because a graph may be written after the caller changed the array. */
function bytesOf(values: TypedValues): Uint8Array {
  return new Uint8Array(values.slice().buffer);
}
