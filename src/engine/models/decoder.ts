import { tf, type Tensor } from '../runtime/tf.ts';
import { attention, type AttentionView, causalMask, masksOf } from './attention.ts';
import type { DecoderConfig } from './config.ts';
import { type DenseLayout, denseIndices, toDense } from './dense.ts';
import { activate, softCap } from './layers.ts';
import { applyLayerNorm, applyNorm } from './norms.ts';
import { moduleName, outputName } from './parameters.ts';
import { embed, prefillRotary } from './positions.ts';
import { linear, type WeightSource } from './weights.ts';

/** What a method may do inside a forward pass. */
export interface Taps {
  /** Added to the output of each layer's attention block, before any norm of that output: one tensor [batch·length, hidden] per layer. */
  readonly attentionShift?: readonly Tensor[];
}

/** How the rows of a forward pass are laid out; without a layout every row of the batch is computed with its padding. */
export interface PassOptions extends Taps {
  readonly layout?: DenseLayout | null;
}

/** The inside of a forward pass over all positions; every tensor is [batch·length, hidden]. */
export interface LayerStates {
  /** Outputs of the feed-forward parts, one per layer, before any norm of that output. */
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
  { attentionShift, layout = null }: PassOptions = {},
): Tensor {
  const view = { ...prefillView(config, ids), layout };
  let stream = toDense(layout, embed(config, source, ids));
  for (let layer = 0; layer < config.layerCount; layer++) {
    const block = attention(config, source, layer, stream, view);
    const shift = attentionShift?.[layer];
    stream = addAttention(config, source, layer, stream, shift ? tf.add(block, toDense(layout, shift)) : block);
    if (layer === config.layerCount - 1) stream = tf.gather(stream, denseIndices(layout, positions));
    stream = addFeedForward(config, source, layer, stream, feedForward(config, source, layer, stream));
  }
  return stream;
}

/** Everything that the layers compute, at every position. `ids` as for `hiddenStates`. */
export function layerStates(config: DecoderConfig, source: WeightSource, ids: Tensor): LayerStates {
  const view = prefillView(config, ids);
  const states = [embed(config, source, ids)];
  const feedForwards: Tensor[] = [];
  for (let layer = 0; layer < config.layerCount; layer++) {
    const before = states[layer];
    const block = attention(config, source, layer, before, view);
    const attended = addAttention(config, source, layer, before, block);
    feedForwards.push(feedForward(config, source, layer, attended));
    states.push(addFeedForward(config, source, layer, attended, feedForwards[layer]));
  }
  return { feedForward: feedForwards, states };
}

/** The stream after one layer; `view` says what its attention sees. */
export function runLayer(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  stream: Tensor,
  view: AttentionView,
): Tensor {
  const block = attention(config, source, layer, stream, view);
  const attended = addAttention(config, source, layer, stream, block);
  return addFeedForward(config, source, layer, attended, feedForward(config, source, layer, attended));
}

/** What attention sees in a pass over whole rows of `ids` [batch, length]. */
export function prefillView(config: DecoderConfig, ids: Tensor): AttentionView {
  const [batch, length] = ids.shape as [number, number]; // callers pass rank 2
  const rotary = prefillRotary(config, length);
  return { batch, length, rotary, maskOf: masksOf(config, length, (window) => causalMask(length, window)) };
}

/** The norm before the output layer. */
export function finalNorm(config: DecoderConfig, source: WeightSource, hidden: Tensor): Tensor {
  return applyNorm(config, source, config.weights.finalNorm, hidden);
}

/** Logits [rows, vocabulary] of hidden states [rows, hidden]: final norm, output layer, soft cap where there is one. */
export function outputLogits(config: DecoderConfig, source: WeightSource, hidden: Tensor): Tensor {
  const normed = finalNorm(config, source, hidden);
  const output = source.get(config.isTied ? config.weights.embedding : outputName);
  return softCap(tf.matMul(normed, output, false, true), config.logitSoftCap);
}

function addAttention(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  stream: Tensor,
  block: Tensor,
): Tensor {
  return tf.add(stream, applyLayerNorm(config, source, layer, 'attentionOutput', block));
}

function addFeedForward(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  stream: Tensor,
  output: Tensor,
): Tensor {
  return tf.add(stream, applyLayerNorm(config, source, layer, 'feedForwardOutput', output));
}

function feedForward(config: DecoderConfig, source: WeightSource, layer: number, stream: Tensor): Tensor {
  const normed = applyLayerNorm(config, source, layer, 'feedForward', stream);
  const project = (role: 'gate' | 'up' | 'down', x: Tensor): Tensor =>
    linear(source, moduleName(config, layer, role), x, config.weights.orientation);
  if (!config.weights.projections.gate) return project('down', activate(config.activation, project('up', normed)));
  const gate = activate(config.activation, project('gate', normed));
  return project('down', tf.mul(gate, project('up', normed)));
}
