import { tf, type Tensor } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import { type DenseLayout, toDense, toPadded } from './dense.ts';
import { softCap } from './layers.ts';
import { applyLayerNorm } from './norms.ts';
import { moduleName } from './parameters.ts';
import { type Rotary, turnHeads } from './positions.ts';
import { linear, type WeightSource } from './weights.ts';

/** Added to the score of a position that must not be seen. Large enough to vanish in softmax, small enough not to overflow. */
export const maskedScore = -1e9;

interface Heads {
  /** [batch, kvHeads, group, length, headSize] */
  readonly queries: Tensor;
  /** [batch, kvHeads, 1, length, headSize], as `values`. */
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** What a pass knows beside the weights. */
export interface AttentionView {
  readonly batch: number;
  readonly length: number;
  readonly rotary: Rotary;
  /** Of a layer, broadcast against [batch, kvHeads, group, length, keyLength]. */
  maskOf(layer: number): Tensor;
  /** Where the stream has dense rows; its attention is computed on padded ones. */
  readonly layout?: DenseLayout | null;
  /** Puts a layer's new keys and values, [batch·kvHeads, length, headSize] each, beside earlier ones, and gives those that are seen. */
  remember?(layer: number, keys: Tensor, values: Tensor): { keys: Tensor; values: Tensor };
}

/** A layer's attention block: norm, projections, softmax attention, output projection: rows as the stream's, [rows, hidden]. */
export function attention(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  stream: Tensor,
  view: AttentionView,
): Tensor {
  const heads = projectHeads(config, source, layer, stream, view);
  const queries = turnHeads(heads.queries, view.rotary);
  const own = { keys: stackHeads(turnHeads(heads.keys, view.rotary)), values: stackHeads(heads.values) };
  const { keys, values } = view.remember?.(layer, own.keys, own.values) ?? own;
  const attended = attend(config, queries, keys, values, view.maskOf(layer));
  const merged = toDense(view.layout ?? null, mergeHeads(config, attended, view));
  return linear(source, moduleName(config, layer, 'attentionOutput'), merged, config.weights.orientation);
}

/** Norm and projections of a layer's attention, not yet turned by their positions. */
function projectHeads(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  stream: Tensor,
  { batch, length, layout = null }: AttentionView,
): Heads {
  const x = applyLayerNorm(config, source, layer, 'attention', stream);
  const [queries, keys, values] = projectFlat(config, source, layer, x);
  const split = (flat: Tensor, group: number): Tensor => {
    const shape = [batch, length, config.keyValueHeadCount, group, config.headSize];
    return tf.transpose(tf.reshape(toPadded(layout, flat), shape), [0, 2, 3, 1, 4]);
  };
  return {
    queries: applyLayerNorm(
      config,
      source,
      layer,
      'queries',
      split(queries(), config.headCount / config.keyValueHeadCount),
    ),
    keys: applyLayerNorm(config, source, layer, 'keys', split(keys(), 1)),
    values: split(values(), 1),
  };
}

/** Queries, keys and values as rows, computed when asked for: by three projections, or out of one. */
function projectFlat(config: DecoderConfig, source: WeightSource, layer: number, x: Tensor): (() => Tensor)[] {
  const project = (role: 'queries' | 'keys' | 'values' | 'queriesKeysValues'): Tensor =>
    linear(source, moduleName(config, layer, role), x, config.weights.orientation);
  if (!config.weights.projections.queriesKeysValues) {
    return [() => project('queries'), () => project('keys'), () => project('values')];
  }
  const keySize = config.keyValueHeadCount * config.headSize;
  const parts = tf.split(project('queriesKeysValues'), [config.headCount * config.headSize, keySize, keySize], 1);
  return parts.map((part) => () => part);
}

/**
 * Softmax attention. Query heads that share a key head are stacked along the length, so keys are never repeated.
 * Keys and values are [batch·kvHeads, keyLength, headSize]; `mask` broadcasts against [batch, kvHeads, group, queryLength, keyLength].
 * Result as `queries`.
 */
function attend(config: DecoderConfig, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor): Tensor {
  const [batch, kvHeads, group, length, size] = queries.shape as number[]; // rank 5, see Heads
  const keyLength = keys.shape[1] as number; // rank 3
  const stacked = tf.reshape(queries, [batch * kvHeads, group * length, size]);
  const scaled = tf.mul(stacked, tf.scalar(1 / Math.sqrt(config.queryScalar ?? config.headSize)));
  const scores = tf.matMul(scaled, keys, false, true);
  const capped = softCap(scores, config.attentionSoftCap);
  const masked = tf.add(tf.reshape(capped, [batch, kvHeads, group, length, keyLength]), mask);
  const weights = tf.reshape(tf.softmax(masked), [batch * kvHeads, group * length, keyLength]);
  const mixed = tf.matMul(weights, values);
  return tf.reshape(mixed, [batch, kvHeads, group, length, size]);
}

/** Keys or values [batch, kvHeads, 1, length, headSize] as the batched matrices of a product: [batch·kvHeads, length, headSize]. */
function stackHeads(heads: Tensor): Tensor {
  const [batch, kvHeads, , length, size] = heads.shape as number[]; // rank 5, see Heads
  return tf.reshape(heads, [batch * kvHeads, length, size]);
}

/** Back from heads to rows: [batch·length, heads·headSize]. */
function mergeHeads(
  config: DecoderConfig,
  attended: Tensor,
  { batch, length }: { readonly batch: number; readonly length: number },
): Tensor {
  return tf.reshape(tf.transpose(attended, [0, 3, 1, 2, 4]), [batch * length, config.headCount * config.headSize]);
}

/** A mask per layer: one per different window, made at once. A window that holds all `length` tokens is none. */
export function masksOf(
  config: DecoderConfig,
  length: number,
  make: (window: number | null) => Tensor,
): (layer: number) => Tensor {
  const windows = Array.from({ length: config.layerCount }, (_, layer) => {
    const window = config.windows[layer] ?? null;
    return window !== null && window < length ? window : null;
  });
  const masks = new Map([...new Set(windows)].map((window) => [window, make(window)]));
  return (layer) => {
    const mask = masks.get(windows[layer]);
    if (!mask) throw new Error(`There is no layer ${layer}.`);
    return mask;
  };
}

/** [length, length]: 0 where the key is not after the query and within the last `window` tokens, maskedScore elsewhere. */
export function causalMask(length: number, window: number | null): Tensor {
  const index = tf.range(0, length, 1, 'int32');
  const [key, query] = [tf.expandDims(index, 0), tf.expandDims(index, 1)];
  const isFuture = tf.greater(key, query);
  const isHidden =
    window === null ? isFuture : tf.logicalOr(isFuture, tf.lessEqual(key, tf.sub(query, tf.scalar(window, 'int32'))));
  return tf.mul(tf.cast(isHidden, 'float32'), tf.scalar(maskedScore));
}
