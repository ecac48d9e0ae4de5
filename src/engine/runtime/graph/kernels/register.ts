import { tf, type TensorInfo } from '../../tf.ts';
import { type GraphBackend, graphBackendName } from '../graph-backend.ts';
import type { Attribute } from '../graph-def.ts';

export interface KernelCall {
  readonly backend: GraphBackend;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** Attributes as tfjs passes them; each kernel knows its own. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tfjs types attributes per kernel; the tables below pick known members.
  readonly attrs: any;
}

export type DType = 'float32' | 'int32' | 'bool';

/** Registers how one tfjs kernel is recorded. */
export function registerGraphKernel(kernelName: string, record: (call: KernelCall) => TensorInfo | TensorInfo[]): void {
  tf.registerKernel({
    kernelName,
    backendName: graphBackendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      // tfjs hands kernels their own backend and named inputs; both are what was registered.
      record({ backend: backend as GraphBackend, inputs: inputs as Record<string, TensorInfo>, attrs }),
  });
}

export function typeAttribute(dtype: string): Attribute {
  return { kind: 'type', value: dtype as DType }; // the graph backend only makes these three
}

export function dtypeOf(tensor: TensorInfo): DType {
  return tensor.dtype as DType; // the graph backend only makes these three
}

/** Axes as non-negative numbers; null or undefined means all. */
export function normalizeAxes(axis: number | readonly number[] | null | undefined, rank: number): number[] {
  if (axis === null || axis === undefined) return Array.from({ length: rank }, (_, index) => index);
  const axes = typeof axis === 'number' ? [axis] : axis;
  return axes.map((value) => (value < 0 ? value + rank : value));
}

export function emitCast(backend: GraphBackend, x: TensorInfo, dtype: DType): TensorInfo {
  const attributes: Record<string, Attribute> = {
    SrcT: typeAttribute(x.dtype),
    DstT: typeAttribute(dtype),
    Truncate: { kind: 'bool', value: false },
  };
  return backend.emit('Cast', [backend.from(x)], attributes, { output: 'y', shape: x.shape, dtype });
}

/** The result of tfjs ops called by a kernel, as a result of its own: tfjs must not find one data id in two tensors. */
export function own(backend: GraphBackend, result: TensorInfo): TensorInfo {
  return backend.wrap(backend.symbolOf(result));
}
