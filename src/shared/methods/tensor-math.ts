/** A tensor as the methods see it: the engine's own type stays unknown to them, so that the window can read their settings without TensorFlow. */
export interface TensorLike {
  readonly shape: readonly number[];
}

/** A list of tensors seen as one long vector, such as all trained weights. */
export type Vector<T> = readonly T[];

/** A tensor, or a number that stands in the compiled step as it is. */
export type Operand<T> = T | number;

/** What a method computes with. Shapes broadcast; everything is float32; a comparison gives 1 and 0. */
export interface TensorMath<T> {
  add(left: Operand<T>, right: Operand<T>): T;
  sub(left: Operand<T>, right: Operand<T>): T;
  mul(left: Operand<T>, right: Operand<T>): T;
  div(left: Operand<T>, right: Operand<T>): T;
  minimum(left: Operand<T>, right: Operand<T>): T;
  neg(x: T): T;
  square(x: T): T;
  sqrt(x: T): T;
  exp(x: T): T;
  log(x: T): T;
  relu(x: T): T;
  /** To the nearest whole number, half to the even one. */
  round(x: T): T;
  /** Over one axis, or over everything. */
  sum(x: T, axis?: number, keepsAxis?: boolean): T;
  mean(x: T): T;
  /** left [n, k] times the transposed right [m, k]. */
  matMulTransposed(left: T, right: T): T;
  transpose(x: T): T;
  reshape(x: T, shape: readonly number[]): T;
  expandDims(x: T, axis: number): T;
  concat(tensors: readonly T[]): T;
  ones(shape: readonly number[]): T;
  greater(left: T, right: Operand<T>): T;
  less(left: T, right: Operand<T>): T;
  /** Of whole numbers too. */
  notEqual(left: T, right: T): T;
  /** `yes` where the flag, 1 or 0, is 1. */
  where(flag: T, yes: T, no: T): T;
  /** The value without a gradient. */
  asConstant(x: T): T;
  /** The sum of scalars. */
  total(values: readonly T[]): T;

  /** Inner product of two vectors, a scalar. */
  dot(left: Vector<T>, right: Vector<T>): T;
  /** L2 norm over all tensors, a scalar. */
  norm(vector: Vector<T>): T;
  /** left + factor · right. */
  addScaled(left: Vector<T>, factor: Operand<T>, right: Vector<T>): T[];
  /** left − right. */
  difference(left: Vector<T>, right: Vector<T>): T[];
  /** factor · vector. */
  scale(factor: Operand<T>, vector: Vector<T>): T[];
}
