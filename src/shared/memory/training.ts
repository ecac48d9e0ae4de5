import { getMethod, type Method } from '../methods/index.ts';
import { type MemoryPart, type ModelMemory, type ModelSizes, weightParts } from './parts.ts';

/** The largest pass of a step: real or padded tokens, tokens per row, and label slots over all rows. */
export interface PassShape {
  readonly tokens: number;
  readonly length: number;
  readonly labels: number;
}

export interface TrainingMemory {
  readonly model: ModelMemory;
  readonly method: Method;
  readonly pass: PassShape;
  readonly recomputes: boolean;
  readonly accumulates: boolean;
}

/** A worker with Node, TensorFlow and XLA, beside what compiling takes for each layer of each pass. */
const workerBytes = 830e6;
const compiledLayerBytes = 6e6;
/** A layer that is computed again is compiled twice. */
const recomputedLayerBytes = 11e6;

/**
 * What a training's worker holds at most, as a sum. The factors of activations are counted in XLA's plans, the others were fitted;
 * docs/models.md compares the sum with measured peaks.
 */
export function trainingParts({ model, method, pass, recomputes, accumulates }: TrainingMemory): MemoryPart[] {
  const { sizes, trained } = model;
  const layerPasses = (sizes?.layers ?? 0) * countPasses(method);
  return [
    {
      label: 'worker and compiled code',
      bytes: workerBytes + layerPasses * (recomputes ? recomputedLayerBytes : compiledLayerBytes),
    },
    ...weightParts(model),
    ...(model.isHalf ? [{ label: 'float32 copies of weights', bytes: widenedBytes(model, recomputes) }] : []),
    // Eleven float32 arrays, as counted for Booster: two moments, the new weight and moments, and four gradients (two harmful,
    // alignment, combined), the clipped one and the perturbed weight.
    {
      label: 'gradients and moments',
      bytes: trained * 44 + 4 * trained * (countAnchors(method) + (accumulates ? 1 : 0)),
    },
    { label: 'activations', bytes: sizes ? activationBytes(sizes, pass, recomputes) : 0 },
  ];
}

/** How many forward and backward passes a step compiles. */
function countPasses(method: Method): number {
  const definition = getMethod(method.name);
  const passes = definition.passes?.(method) ?? {};
  return definition.uses.reduce((sum, role) => sum + (passes[role] ?? 1), passes.train ?? 1);
}

/** Arrays that a method keeps beside the weights. */
function countAnchors(method: Method): number {
  return Object.keys(getMethod(method.name).anchors ?? {}).length;
}

/** XLA widens every frozen matrix once for all passes of a step; where layers are computed again, those of two layers and the output layer. */
function widenedBytes({ frozen, sizes }: ModelMemory, recomputes: boolean): number {
  if (!recomputes || !sizes) return frozen * 4;
  const { hidden, heads, keyValueHeads, headSize, feedForward, vocabulary } = sizes;
  const layer = 2 * hidden * headSize * (heads + keyValueHeads) + 3 * hidden * feedForward;
  return 4 * Math.min(frozen, 2 * layer + vocabulary * hidden);
}

/**
 * Per token and layer: the stream, its norms, queries, keys, values and their mix (6.5 d), four arrays of the feed-forward part, and the
 * attention weights; the last layer's feed-forward part and the logits (twice) are computed at labels alone. Computed again: the
 * streams, and all of one layer.
 */
function activationBytes(sizes: ModelSizes, { tokens, length, labels }: PassShape, recomputes: boolean): number {
  const { hidden, layers, heads, feedForward, vocabulary } = sizes;
  const attention = 6.5 * hidden + heads * length;
  const kept = recomputes
    ? layers * hidden + 1.5 * (attention + 4 * feedForward)
    : layers * attention + (layers - 1) * 4 * feedForward;
  return 4 * tokens * kept + 8 * labels * vocabulary;
}
