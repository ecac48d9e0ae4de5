import { tf, type Tensor } from '../runtime/tf.ts';
import { attention, type AttentionView, causalMask, masksOf } from './attention.ts';
import type { DecoderConfig } from './config.ts';
import { type DenseLayout, denseIndices, toDense } from './dense.ts';
import { activate, softCap } from './layers.ts';
import { applyLayerNorm, applyNorm } from './norms.ts';
import { moduleName, outputName } from './parameters.ts';
import { embed, prefillRotary } from './positions.ts';
import { recomputedPart, tensorsOfView, viewOf, widenLate } from './recompute-layer.ts';
import { linear, type WeightSource } from './weights.ts';

/** What a method may do inside a forward pass. */
export interface Taps {
  /** Added to the output of each layer's attention block, before any norm of that output: one tensor [batch·length, hidden] per layer. */
  readonly attentionShift?: readonly Tensor[];
}

export interface PassOptions extends Taps, Pick<AttentionView, 'remember'> {
  /** How the rows are laid out; without it every row of the batch is computed with its padding. */
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
  { attentionShift, layout = null, remember }: PassOptions = {},
): Tensor {
  const view = { ...prefillView(config, ids), layout, ...(remember ? { remember } : {}) };
  let stream = toDense(layout, embed(config, source, ids));
  for (let layer = 0; layer < config.layerCount; layer++) {
    const shift = attentionShift?.[layer];
    const isLast = layer === config.layerCount - 1;
    stream = perLayer(config, source, layer, [stream, ...(shift ? [shift] : [])], view, (weights, given, seen) => {
      const [before, ownShift] = given;
      const block = attention(config, weights, layer, before, seen);
      const shifted = ownShift ? tf.add(block, toDense(layout, ownShift)) : block;
      const all = addAttention(config, weights, layer, before, shifted);
      const attended = isLast ? tf.gather(all, denseIndices(layout, positions)) : all;
      return addFeedForward(config, weights, layer, attended, feedForward(config, weights, layer, attended));
    });
  }
  return stream;
}

/** Everything that the layers compute, at every position. `ids` as for `hiddenStates`. */
export function layerStates(config: DecoderConfig, source: WeightSource, ids: Tensor): LayerStates {
  const view = prefillView(config, ids);
  const states = [embed(config, source, ids)];
  const feedForwards: Tensor[] = [];
  for (let layer = 0; layer < config.layerCount; layer++) {
    const both = perLayer(config, source, layer, [states[layer]], view, (weights, [before], seen) => {
      const block = attention(config, weights, layer, before, seen);
      const attended = addAttention(config, weights, layer, before, block);
      const output = feedForward(config, weights, layer, attended);
      return tf.stack([output, addFeedForward(config, weights, layer, attended, output)]);
    });
    const [output, state] = tf.unstack(both);
    feedForwards.push(output);
    states.push(state);
  }
  return { feedForward: feedForwards, states };
}

/**
 * A layer's result by `body` from `inputs`, the stream first. Where the source recomputes, all but the last layer are computed again in
 * the backward pass, which begins with the last one.
 */
function perLayer(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  inputs: readonly Tensor[],
  view: AttentionView,
  body: (weights: WeightSource, inputs: readonly Tensor[], view: AttentionView) => Tensor,
): Tensor {
  if (!source.recompute) return body(source, inputs, view);
  if (layer === config.layerCount - 1) return body(widenLate(source, inputs[0]), inputs, view);
  return recomputedPart(source, {
    prefixes: [`${config.weights.layers}.${layer}.`],
    inputs,
    kept: tensorsOfView(view, layer),
    body: (weights, given, kept) => body(weights, given, viewOf(view, kept)),
  });
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
  const output = widenLate(source, hidden).get(outputWeight(config));
  return softCap(tf.matMul(normed, output, false, true), config.logitSoftCap);
}

/** What the names of the weights begin with that `outputLogits` uses. */
export function readOutWeights(config: DecoderConfig): string[] {
  return [`${config.weights.finalNorm}.`, outputWeight(config)];
}

function outputWeight(config: DecoderConfig): string {
  return config.isTied ? config.weights.embedding : outputName;
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
