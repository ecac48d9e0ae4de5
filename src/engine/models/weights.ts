import { statelessUniform } from '../runtime/custom-ops.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import type { Orientation } from './config.ts';
import type { Recomputation } from './recompute-layer.ts';
import { type LoraSettings, loraNames, loraScale } from './lora.ts';

/** Where a forward pass takes its weights from. */
export interface WeightSource {
  /** The weight of that name (a parameter or an adapter matrix). */
  get(name: string): Tensor;
  has(name: string): boolean;
  readonly lora: LoraSettings | null;
  /** Random masks for the adapter inputs; null when evaluating. */
  readonly dropout: Dropout | null;
  /** How layers are computed again for the gradient; null where what they compute is kept. */
  readonly recompute: Recomputation | null;
  /** Told the inputs [rows, in] of every linear layer's weight and of every adapter matrix. */
  readonly observe?: (matrix: string, inputs: Tensor) => void;
}

/** Draws a new mask for each use, as a function of the run's seed, the step and the number of the use. */
export interface Dropout {
  readonly rate: number;
  /** Int32 tensor [2]: run seed, step. */
  readonly seed: Tensor;
  /** Counts uses within one step, over all passes. */
  uses: number;
}

/** x [rows, in] times the module's weight, plus its bias and its adapter where there are such. */
export function linear(source: WeightSource, module: string, x: Tensor, orientation: Orientation = 'out-in'): Tensor {
  const plain = tf.matMul(x, source.get(`${module}.weight`), false, orientation === 'out-in');
  const biased = source.has(`${module}.bias`) ? tf.add(plain, source.get(`${module}.bias`)) : plain;
  source.observe?.(`${module}.weight`, x);
  const names = loraNames(module);
  if (!source.lora || !source.has(names.a)) return biased;
  const inner = tf.matMul(dropped(source.dropout, x), source.get(names.a), false, true);
  source.observe?.(names.a, x);
  source.observe?.(names.b, inner);
  const adapted = tf.matMul(inner, source.get(names.b), false, true);
  return tf.add(biased, tf.mul(adapted, tf.scalar(loraScale(source.lora))));
}

function dropped(dropout: Dropout | null, x: Tensor): Tensor {
  if (!dropout || dropout.rate === 0) return x;
  const seed = tf.add(dropout.seed, tf.tensor1d([dropout.uses * 0x01000193, 0], 'int32'));
  dropout.uses += 1;
  const keep = tf.cast(tf.greaterEqual(statelessUniform(seed, x.shape), tf.scalar(dropout.rate)), 'float32');
  return tf.mul(x, tf.mul(keep, tf.scalar(1 / (1 - dropout.rate))));
}
