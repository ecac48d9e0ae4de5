import type { Trainable } from '../../shared/settings/model.ts';
import type { BatchChoice, BatchRole, Place, StepContext } from '../../shared/methods/step-context.ts';
import { tensorMath } from '../methods/index.ts';
import type { DecoderConfig } from '../models/config.ts';
import {
  type BatchShape,
  type BatchTensors,
  batchLoss,
  pickBatch,
  realTokens,
  sliceRows,
  wholePass,
} from '../models/loss.ts';
import { weightSource } from '../models/trainables.ts';
import type { Dropout } from '../models/weights.ts';
import { statelessNormal } from '../runtime/custom-ops.ts';
import type { Scope } from '../runtime/program.ts';
import { tf, type Tensor } from '../runtime/tf.ts';

export interface StepContextOptions {
  readonly config: DecoderConfig;
  readonly trainable: Trainable;
  readonly scope: Scope;
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** Names of the trained weights. */
  readonly names: readonly string[];
  readonly shapes: Readonly<Partial<Record<BatchRole, BatchShape>>>;
  readonly dropoutRate: number;
  /** Set where layers are computed again for the gradient. */
  readonly recompute?: { readonly widens: boolean };
  /** The variable of an anchor that belongs to a weight. */
  readonly anchorName: (anchor: string, weight: string) => string;
}

/** What a method's step sees of a function that is being recorded. */
export function createStepContext(options: StepContextOptions): StepContext<Tensor> {
  const { config, trainable, scope, inputs, names, shapes, anchorName } = options;
  const weights = names.map((name) => scope.read(name));
  const dropout: Dropout = { rate: options.dropoutRate, seed: inputs['dropoutSeed'], uses: 0 };
  const isSequenced = options.recompute !== undefined || activationSize(config, shapes) > sequencedFrom;
  let lastGradient: readonly Tensor[] | null = null;
  let noiseUses = 0;

  const shapeOf = (role: BatchRole): BatchShape => {
    const shape = shapes[role];
    if (!shape) throw new Error(`The method asks for a ${role} batch, which it does not draw.`);
    return shape;
  };
  const pick = (role: BatchRole | BatchChoice<Tensor>, rows?: Place<Tensor>['rows']): BatchTensors => {
    const whole = typeof role === 'string' ? pickBatch(inputs, role) : chooseBatch(inputs, role);
    const picked = rows ? sliceRows(whole, ...rows) : whole;
    return isSequenced && lastGradient ? { ...picked, ids: after(lastGradient, picked.ids) } : picked;
  };
  const sourceOf = (trained: readonly Tensor[]) =>
    weightSource({ config, trainable, scope, names, trained, dropout, recompute: options.recompute });
  const differentiate = (loss: (...values: Tensor[]) => tf.Scalar, at: readonly Tensor[]) => {
    const { value, grads } = tf.valueAndGrads(loss)([...at]);
    lastGradient = grads;
    return { loss: value, gradient: grads };
  };
  const lossOf = (batch: BatchTensors, trained: readonly Tensor[], attentionShift?: readonly Tensor[]) =>
    batchLoss(config, sourceOf(trained), batch, attentionShift ? { attentionShift } : {}) as tf.Scalar; // a mean

  return {
    math: tensorMath,
    weights,
    scalar: (name) => inputs[`method.${name}`],
    anchor: (anchor) => names.map((name) => scope.read(anchorName(anchor, name))),
    lossAndGradient(role, { weights: at = weights, attentionShift, rows } = {}) {
      const batch = pick(role, rows);
      return differentiate((...values) => lossOf(batch, values, attentionShift), at);
    },
    lossAndHiddenGradient(role) {
      const batch = pick(role);
      const none = attentionShapes(config, shapeOf(role)).map((shape) => tf.zeros(shape));
      return differentiate((...shift) => lossOf(batch, weights, shift), none);
    },
    gradientOf(role, make, { weights: at = weights, rows } = {}) {
      const batch = pick(role, rows);
      const kept: Record<string, Tensor> = {};
      const differentiated = differentiate((...values) => {
        const made = make(wholePass(config, sourceOf(values), batch));
        // The eager backends free everything but the loss when the pass ends.
        for (const [name, value] of Object.entries(made.values)) kept[name] = tf.keep(value);
        return made.loss as tf.Scalar; // a method makes a scalar
      }, at);
      const values = Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, tf.clone(value)]));
      for (const value of Object.values(kept)) value.dispose();
      return { ...differentiated, values };
    },
    wholePass: (role, { weights: at = weights, rows } = {}) => wholePass(config, sourceOf(at), pick(role, rows)),
    tokens(role) {
      const batch = pickBatch(inputs, role);
      return { ids: batch.ids, isReal: realTokens(batch) };
    },
    attentionShapes: (role) => attentionShapes(config, shapeOf(role)),
    normal: (shape) => statelessNormal(noiseSeed(inputs['dropoutSeed'], (noiseUses += 1)), shape),
  };
}

/** The batch that a scalar chooses; both have the same shape. */
function chooseBatch(inputs: Readonly<Record<string, Tensor>>, { flag, yes, no }: BatchChoice<Tensor>): BatchTensors {
  const isYes = tf.greater(flag, tf.scalar(0.5));
  const [first, second] = [pickBatch(inputs, yes), pickBatch(inputs, no)];
  return {
    ids: tf.where(isYes, first.ids, second.ids),
    labelPositions: tf.where(isYes, first.labelPositions, second.labelPositions),
    labelIds: tf.where(isYes, first.labelIds, second.labelIds),
    labelWeights: tf.where(isYes, first.labelWeights, second.labelWeights),
    layout:
      first.layout && second.layout
        ? {
            positions: chooseIndices(isYes, first.layout.positions, second.layout.positions),
            sources: chooseIndices(isYes, first.layout.sources, second.layout.sources),
          }
        : null,
  };
}

/** Either list of indices, as long as the longer one; what the shorter one lacks is −1, no row. */
function chooseIndices(isYes: Tensor, yes: Tensor, no: Tensor): Tensor {
  const size = Math.max(yes.size, no.size);
  const [first, second] = [yes, no].map((indices) => tf.pad(indices, [[0, size - indices.size]], -1));
  return tf.where(isYes, first, second);
}

/** Another seed for each draw of noise in a step; the second number is the step's. */
function noiseSeed(seed: Tensor, use: number): Tensor {
  return tf.add(seed, tf.tensor1d([use * 0x00100007, 0], 'int32'));
}

function attentionShapes(config: DecoderConfig, { batchSize, length }: BatchShape): [number, number][] {
  return Array.from({ length: config.layerCount }, () => [batchSize * length, config.hiddenSize]);
}

/** Activations (batch · length · hidden · layers) from which the passes of a step run one after the other. */
const sequencedFrom = 1_000_000;

function activationSize(config: DecoderConfig, { train }: StepContextOptions['shapes']): number {
  return train ? train.batchSize * train.length * config.hiddenSize * config.layerCount : 0;
}

/**
 * The ids, but not before a pass's gradient is there. XLA would else overlap independent passes and hold the activations of both,
 * which gains time only where a step is too small to fill the processor. No gradient is that large, so the ids stay what they are.
 */
function after(gradient: readonly Tensor[], ids: Tensor): Tensor {
  const someOfEach = gradient.map((tensor) => tf.sum(tf.slice(tf.reshape(tensor, [-1]), [0], [1])));
  const isHuge = tf.greater(
    someOfEach.reduce((sum, value) => tf.add(sum, value)),
    tf.scalar(1e37),
  );
  return tf.add(ids, tf.cast(isHuge, 'int32'));
}
