import type { InputSpec } from '../runtime/program.ts';
import type { Tensor } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import {
  finalNorm,
  hiddenStates,
  type LayerStates,
  layerStates,
  outputLogits,
  readOutWeights,
  type Taps,
} from './decoder.ts';
import type { DenseLayout } from './dense.ts';
import { tf } from '../runtime/tf.ts';
import { tokenCrossEntropy, tokenEntropy, weightedMean } from './layers.ts';
import { recomputedPart } from './recompute-layer.ts';
import type { WeightSource } from './weights.ts';

/** Static shape of a batch: rows, tokens per row, and places for labels per row. */
export interface BatchShape {
  readonly batchSize: number;
  readonly length: number;
  readonly labelSlots: number;
  /** Rows of the dense layout, where the batch has one: at least as many as it has real tokens. */
  readonly denseTokens?: number;
}

/** A batch as tensors: see data/collate. Labels sit at the position whose logits predict them. */
export interface BatchTensors {
  readonly ids: Tensor;
  readonly labelPositions: Tensor;
  readonly labelIds: Tensor;
  readonly labelWeights: Tensor;
  readonly layout: DenseLayout | null;
}

/** The inputs of a compiled function that takes a batch; `prefix` tells several batches apart. */
export function batchInputs(shape: BatchShape, prefix: string): Record<string, InputSpec> {
  const labels = [shape.batchSize * shape.labelSlots];
  return {
    [`${prefix}.ids`]: { shape: [shape.batchSize, shape.length], dtype: 'int32' },
    [`${prefix}.labelPositions`]: { shape: labels, dtype: 'int32' },
    [`${prefix}.labelIds`]: { shape: labels, dtype: 'int32' },
    [`${prefix}.labelWeights`]: { shape: labels, dtype: 'float32' },
    ...(shape.denseTokens === undefined
      ? {}
      : {
          [`${prefix}.densePositions`]: { shape: [shape.denseTokens], dtype: 'int32' },
          [`${prefix}.denseSources`]: { shape: [shape.batchSize * shape.length], dtype: 'int32' },
        }),
  };
}

export function pickBatch(inputs: Readonly<Record<string, Tensor>>, prefix: string): BatchTensors {
  return {
    ids: inputs[`${prefix}.ids`],
    labelPositions: inputs[`${prefix}.labelPositions`],
    labelIds: inputs[`${prefix}.labelIds`],
    labelWeights: inputs[`${prefix}.labelWeights`],
    layout: pickLayout(inputs, prefix),
  };
}

function pickLayout(inputs: Readonly<Record<string, Tensor | undefined>>, prefix: string): DenseLayout | null {
  const [positions, sources] = [inputs[`${prefix}.densePositions`], inputs[`${prefix}.denseSources`]];
  return positions && sources ? { positions, sources } : null;
}

/** Some rows of a batch, as a batch of their own, computed with its padding. */
export function sliceRows(batch: BatchTensors, first: number, count: number): BatchTensors {
  const [rows, length] = batch.ids.shape as [number, number]; // [batch, length]
  const slots = batch.labelIds.shape[0] / rows;
  const slice = (labels: Tensor) => tf.slice(labels, [first * slots], [count * slots]);
  return {
    ids: tf.slice(batch.ids, [first, 0], [count, length]),
    labelPositions: tf.sub(slice(batch.labelPositions), tf.scalar(first * length, 'int32')),
    labelIds: slice(batch.labelIds),
    labelWeights: slice(batch.labelWeights),
    layout: null,
  };
}

/** Cross-entropy of every label slot [batch·labelSlots]; logits are computed at those positions only. */
export function labelCrossEntropy(
  config: DecoderConfig,
  source: WeightSource,
  batch: BatchTensors,
  taps: Taps = {},
): Tensor {
  const hidden = hiddenStates(config, source, batch.ids, batch.labelPositions, { ...taps, layout: batch.layout });
  return tokenCrossEntropy(outputLogits(config, source, hidden), batch.labelIds);
}

/** Mean token cross-entropy over the batch's labels, as Hugging Face's causal LM loss (paper.md 2: f and h). */
export function batchLoss(config: DecoderConfig, source: WeightSource, batch: BatchTensors, taps: Taps = {}): Tensor {
  return weightedMean(labelCrossEntropy(config, source, batch, taps), batch.labelWeights);
}

/** 1 where a token of the batch is real and 0 where it pads or only fills up: float32 [batch, length]. A row's last label is its last token. */
export function realTokens(batch: BatchTensors): Tensor {
  const [rows, length] = batch.ids.shape as [number, number]; // [batch, length]
  const index = tf.range(0, rows * length, 1, 'float32');
  const lastOfRow = tf.add(
    tf.max(tf.reshape(tf.cast(batch.labelPositions, 'float32'), [rows, -1]), 1, true),
    tf.scalar(1),
  );
  const hasLabels = tf.max(tf.reshape(batch.labelWeights, [rows, -1]), 1, true);
  return tf.mul(tf.cast(tf.lessEqual(tf.reshape(index, [rows, length]), lastOfRow), 'float32'), hasLabels);
}

/** A forward pass over all positions with readings of the loss out of any state; see WholePass in shared/methods/step-context.ts. */
export function wholePass(
  config: DecoderConfig,
  source: WeightSource,
  batch: BatchTensors,
): LayerStates & {
  normed(state: Tensor): Tensor;
  labelLoss(state: Tensor, counts?: Tensor, targets?: Tensor): Tensor;
  labelEntropy(state: Tensor): Tensor;
} {
  // A label is the token after the position that predicts it.
  const atLabels = (perToken: Tensor) =>
    tf.gather(tf.reshape(perToken, [-1]), tf.add(batch.labelPositions, tf.scalar(1, 'int32')));
  // A method may read a loss out of every state: each of them is as many logits as the last one's.
  const readOut = (state: Tensor, make: (logits: Tensor) => Tensor): Tensor =>
    recomputedPart(source, {
      prefixes: readOutWeights(config),
      inputs: [state],
      body: (weights, [own]) => make(outputLogits(config, weights, tf.gather(own, batch.labelPositions))),
    });
  return {
    ...layerStates(config, source, batch.ids),
    normed: (state) => finalNorm(config, source, state),
    labelLoss: (state, counts, targets) =>
      readOut(state, (logits) => {
        const last = tf.scalar(config.vocabSize - 1);
        const ids = targets ? tf.cast(tf.minimum(atLabels(targets), last), 'int32') : batch.labelIds;
        const losses = tokenCrossEntropy(logits, ids);
        if (!counts) return weightedMean(losses, batch.labelWeights);
        return weightedMean(losses, tf.mul(batch.labelWeights, atLabels(counts)));
      }),
    labelEntropy: (state) => readOut(state, (logits) => weightedMean(tokenEntropy(logits), batch.labelWeights)),
  };
}
