import { tf, type Tensor } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import { rmsNorm, rotate, silu } from './layers.ts';
import { embeddingName, moduleName, outputName } from './parameters.ts';
import { rotaryTables } from './rope.ts';
import { linear, type WeightSource } from './weights.ts';

/** Added to the score of a position that must not be seen. Large enough to vanish in softmax, small enough not to overflow. */
export const maskedScore = -1e9;

/** What a method may do inside a forward pass. */
export interface Taps {
  /** Added to the output of each layer's attention block: one tensor [batch·length, hidden] per layer. */
  readonly attentionShift?: readonly Tensor[];
}

/** The inside of a forward pass over all positions; every tensor is [batch·length, hidden]. */
export interface LayerStates {
  /** Outputs of the feed-forward parts, one per layer. */
  readonly feedForward: readonly Tensor[];
  /** The stream before the first layer and after each one, not normed. */
  readonly states: readonly Tensor[];
}

/**
 * Hidden states after the last layer at chosen positions, not yet normed: [count, hidden].
 * `ids` [batch, length] is padded on the right, so a causal mask alone hides the padding.
 * `positions` [count] (int32) are indices into the flattened batch, row·length + position; the last layer's feed-forward
 * part is computed for those only.
 */
export function hiddenStates(
  config: DecoderConfig,
  source: WeightSource,
  ids: Tensor,
  positions: Tensor,
  taps: Taps = {},
): Tensor {
  const [batch, length] = ids.shape as [number, number]; // callers pass rank 2
  const shape = { batch, length };
  const rotary = prefillRotary(config, length);
  const mask = causalMask(length);
  let stream = embed(source, ids);
  for (let layer = 0; layer < config.layerCount; layer++) {
    const block = attention(config, source, layer, stream, shape, { rotary, mask });
    const shift = taps.attentionShift?.[layer];
    stream = tf.add(stream, shift ? tf.add(block, shift) : block);
    if (layer === config.layerCount - 1) stream = tf.gather(stream, positions);
    stream = tf.add(stream, feedForward(config, source, layer, stream));
  }
  return stream;
}

/** Everything that the layers compute, at every position. `ids` as for `hiddenStates`. */
export function layerStates(config: DecoderConfig, source: WeightSource, ids: Tensor): LayerStates {
  const [batch, length] = ids.shape as [number, number]; // callers pass rank 2
  const rotary = prefillRotary(config, length);
  const mask = causalMask(length);
  const states = [embed(source, ids)];
  const feedForwards: Tensor[] = [];
  for (let layer = 0; layer < config.layerCount; layer++) {
    const before = states[layer];
    const attended = tf.add(before, attention(config, source, layer, before, { batch, length }, { rotary, mask }));
    feedForwards.push(feedForward(config, source, layer, attended));
    states.push(tf.add(attended, feedForwards[layer]));
  }
  return { feedForward: feedForwards, states };
}

/** A layer's attention block: norm, projections, softmax attention, output projection: [batch·length, hidden]. */
function attention(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  stream: Tensor,
  shape: { batch: number; length: number },
  { rotary, mask }: { rotary: ReturnType<typeof prefillRotary>; mask: Tensor },
): Tensor {
  const { queries, keys, values } = projectAttention(config, source, layer, stream, shape);
  const attended = attend(
    config,
    rotate(queries, rotary.cosines, rotary.sines),
    rotate(keys, rotary.cosines, rotary.sines),
    values,
    mask,
  );
  return linear(source, moduleName(layer, 'o_proj'), mergeHeads(config, attended, shape));
}

/** The norm before the output layer. */
export function finalNorm(config: DecoderConfig, source: WeightSource, hidden: Tensor): Tensor {
  return rmsNorm(hidden, source.get('model.norm.weight'), config.normEpsilon);
}

/** Logits [rows, vocabulary] of hidden states [rows, hidden]: final norm, then the output layer. */
export function outputLogits(config: DecoderConfig, source: WeightSource, hidden: Tensor): Tensor {
  return tf.matMul(
    finalNorm(config, source, hidden),
    source.get(config.isTied ? embeddingName : outputName),
    false,
    true,
  );
}

export function embed(source: WeightSource, ids: Tensor): Tensor {
  return tf.gather(source.get(embeddingName), tf.reshape(ids, [-1]));
}

function layerNorm(config: DecoderConfig, source: WeightSource, layer: number, name: string, x: Tensor): Tensor {
  return rmsNorm(x, source.get(`model.layers.${layer}.${name}.weight`), config.normEpsilon);
}

/** Norm and projections of a layer's attention: queries [batch, kvHeads, group, length, headSize], keys and values [batch, kvHeads, 1, length, headSize], not yet rotated. */
export function projectAttention(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  stream: Tensor,
  shape: { batch: number; length: number },
): { queries: Tensor; keys: Tensor; values: Tensor } {
  const x = layerNorm(config, source, layer, 'input_layernorm', stream);
  const split = (projection: 'q_proj' | 'k_proj' | 'v_proj', group: number): Tensor => {
    const flat = linear(source, moduleName(layer, projection), x);
    const heads = tf.reshape(flat, [shape.batch, shape.length, config.keyValueHeadCount, group, config.headSize]);
    return tf.transpose(heads, [0, 2, 3, 1, 4]);
  };
  return {
    queries: split('q_proj', config.headCount / config.keyValueHeadCount),
    keys: split('k_proj', 1),
    values: split('v_proj', 1),
  };
}

/**
 * Softmax attention. Query heads that share a key head are stacked along the length, so keys are never repeated.
 * `mask` broadcasts against [batch, kvHeads, group, queryLength, keyLength]. Result as `queries`.
 */
export function attend(config: DecoderConfig, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor): Tensor {
  const [batch, kvHeads, group, length, size] = queries.shape as number[]; // rank 5, see projectAttention
  const keyLength = keys.shape[3] as number; // rank 5
  const stacked = tf.reshape(queries, [batch * kvHeads, group * length, size]);
  const scaled = tf.mul(stacked, tf.scalar(1 / Math.sqrt(config.headSize)));
  const scores = tf.matMul(scaled, tf.reshape(keys, [batch * kvHeads, keyLength, size]), false, true);
  const masked = tf.add(tf.reshape(scores, [batch, kvHeads, group, length, keyLength]), mask);
  const weights = tf.reshape(tf.softmax(masked), [batch * kvHeads, group * length, keyLength]);
  const mixed = tf.matMul(weights, tf.reshape(values, [batch * kvHeads, keyLength, size]));
  return tf.reshape(mixed, [batch, kvHeads, group, length, size]);
}

/** Back from heads to rows: [batch·length, heads·headSize]. */
export function mergeHeads(config: DecoderConfig, attended: Tensor, shape: { batch: number; length: number }): Tensor {
  return tf.reshape(tf.transpose(attended, [0, 3, 1, 2, 4]), [
    shape.batch * shape.length,
    config.headCount * config.headSize,
  ]);
}

export function feedForward(config: DecoderConfig, source: WeightSource, layer: number, stream: Tensor): Tensor {
  const normed = layerNorm(config, source, layer, 'post_attention_layernorm', stream);
  const gate = silu(linear(source, moduleName(layer, 'gate_proj'), normed));
  const up = linear(source, moduleName(layer, 'up_proj'), normed);
  return linear(source, moduleName(layer, 'down_proj'), tf.mul(gate, up));
}

/** Rotary tables [length, headSize/2] for positions from 0. */
export function prefillRotary(config: DecoderConfig, length: number): { cosines: Tensor; sines: Tensor } {
  const { cosines, sines } = rotaryTables(config, length);
  const shape: [number, number] = [length, config.headSize / 2];
  return { cosines: tf.tensor2d(cosines, shape), sines: tf.tensor2d(sines, shape) };
}

/** [length, length]: 0 where the key is not after the query, maskedScore elsewhere. */
export function causalMask(length: number): Tensor {
  const index = tf.range(0, length, 1, 'int32');
  const isFuture = tf.greater(tf.expandDims(index, 0), tf.expandDims(index, 1));
  return tf.mul(tf.cast(isFuture, 'float32'), tf.scalar(maskedScore));
}
