import type { Trainable } from '../../shared/settings/model.ts';
import { clip, norm } from '../methods/gradients.ts';
import {
  type BatchChoice,
  type BatchRole,
  type BoundMethod,
  type HiddenShift,
  listBatchSizes,
} from '../methods/index.ts';
import type { DecoderConfig } from '../models/config.ts';
import {
  type BatchShape,
  type BatchTensors,
  batchInputs,
  batchLoss,
  pickBatch,
  realTokens,
  wholePass,
} from '../models/loss.ts';
import { statelessNormal } from '../runtime/custom-ops.ts';
import { modelVariables, weightSource } from '../models/trainables.ts';
import type { FunctionSpec, InputSpec, Program, Scope, VariableSpec } from '../runtime/program.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import {
  applyAdamW,
  momentVariables,
  type OptimizerInput,
  type OptimizerScalars,
  optimizerInputs,
} from './optimizer.ts';

export interface TrainingProgramOptions {
  readonly config: DecoderConfig;
  readonly trainable: Trainable;
  readonly frozenStorage: 'float32' | 'bfloat16';
  readonly method: BoundMethod;
  readonly batchSize: number;
  readonly accumulation: number;
  readonly buckets: readonly { readonly length: number; readonly labelSlots: number }[];
}

export interface TrainingProgram {
  readonly program: Program;
  readonly frozen: readonly VariableSpec[];
  readonly trained: readonly VariableSpec[];
  /** All variables that a resume checkpoint must hold beyond the weights and anchors; zeros at first. */
  readonly optimizer: readonly VariableSpec[];
  /** Copies of the weights that the method keeps, in the order of `trained` for each of its anchors; at first the weights. */
  readonly anchors: readonly VariableSpec[];
  /** Names of the scalars that a step's `metrics` output holds, in order; known once a step was recorded. */
  metricNames(): readonly string[];
  /** Static shape of each batch of a step in a bucket. */
  batchShapes(bucket: number): Readonly<Partial<Record<BatchRole, BatchShape>>>;
  stepName(bucket: number): string;
}

/** Names the applying step of gradient accumulation. */
export const applyName = 'apply';

/**
 * The program of one training: per length bucket a function that runs a whole step of the method, clips the combined
 * gradient and applies AdamW in one native call. With accumulation the step adds to an accumulator, and `apply` finishes.
 */
export function trainingProgram(options: TrainingProgramOptions): TrainingProgram {
  const { frozen, trained } = modelVariables(options.config, options.trainable, options.frozenStorage);
  const accumulates = options.accumulation > 1;
  const accumulators = accumulates
    ? trained.map(({ name, shape }) => ({ name: accumulatorName(name), shape, storage: 'float32' as const }))
    : [];
  const optimizer = [...momentVariables(trained), ...accumulators];
  const anchors = options.method.anchors.flatMap((anchor) =>
    trained.map(({ name, shape }) => ({ name: anchorName(anchor, name), shape, storage: 'float32' as const })),
  );
  let metricNames: readonly string[] = [];
  const steps = options.buckets.map((_, bucket) =>
    stepFunction(options, trained, bucket, (names) => (metricNames = names)),
  );
  return {
    program: {
      variables: [...frozen, ...trained, ...optimizer, ...anchors],
      functions: [...steps, ...(accumulates ? [applyFunction(trained)] : [])],
    },
    frozen,
    trained,
    optimizer,
    anchors,
    metricNames: () => metricNames,
    batchShapes: (bucket) => batchShapes(options, bucket),
    stepName,
  };
}

function stepName(bucket: number): string {
  return `step${bucket}`;
}

function anchorName(anchor: string, weight: string): string {
  return `anchor.${anchor}.${weight}`;
}

function accumulatorName(weight: string): string {
  return `accumulated.${weight}`;
}

function batchShapes(options: TrainingProgramOptions, bucket: number): Partial<Record<BatchRole, BatchShape>> {
  const { length, labelSlots } = options.buckets[bucket];
  const sizes = Object.entries(listBatchSizes(options.method, options.batchSize));
  return Object.fromEntries(sizes.map(([role, batchSize]) => [role, { batchSize, length, labelSlots }]));
}

const scalarInput: InputSpec = { shape: [], dtype: 'float32' };

function stepFunction(
  options: TrainingProgramOptions,
  trained: readonly VariableSpec[],
  bucket: number,
  tellNames: (names: readonly string[]) => void,
): FunctionSpec {
  const { config, trainable, method, accumulation } = options;
  const shapes = batchShapes(options, bucket);
  const names = trained.map(({ name }) => name);
  return {
    name: stepName(bucket),
    inputs: {
      ...Object.assign({}, ...Object.entries(shapes).map(([role, shape]) => batchInputs(shape, role))),
      ...Object.fromEntries(
        Object.keys({ ...method.scalars, ...method.stepScalars(0, 1) }).map((name) => [`method.${name}`, scalarInput]),
      ),
      ...(accumulation > 1 ? {} : optimizerInputSpecs()),
      dropoutSeed: { shape: [2], dtype: 'int32' },
    },
    build(scope, inputs) {
      const weights = names.map((name) => scope.read(name));
      const dropout = { rate: trainable.kind === 'lora' ? trainable.dropout : 0, seed: inputs['dropoutSeed'], uses: 0 };
      const isLarge = activationSize(config, shapes.train) > sequencedFrom;
      let pass: readonly Tensor[] | null = null;
      let noiseUses = 0;
      const lossOf = (role: BatchRole | BatchChoice, values: readonly Tensor[], shift?: HiddenShift) => {
        const picked = typeof role === 'string' ? pickBatch(inputs, role) : chooseBatch(inputs, role);
        const batch = isLarge && pass ? { ...picked, ids: after(pass, picked.ids) } : picked;
        const source = weightSource({ config, trainable, scope, names, trained: values, dropout });
        return batchLoss(config, source, batch, shift ? { attentionShift: shift } : {}) as tf.Scalar; // a mean
      };
      const differentiate = (loss: (...values: Tensor[]) => tf.Scalar, at: readonly Tensor[]) => {
        const { value, grads } = tf.valueAndGrads(loss)([...at]);
        pass = grads;
        return { loss: value, gradient: grads };
      };
      const result = method.definition.step({
        weights,
        scalar: (name) => inputs[`method.${name}`],
        anchor: (anchor) => names.map((name) => scope.read(anchorName(anchor, name))),
        lossAndGradient: (role, { weights: at = weights, attentionShift } = {}) =>
          differentiate((...values) => lossOf(role, values, attentionShift), at),
        tokens(role) {
          const batch = pickBatch(inputs, role);
          return { ids: batch.ids, isReal: realTokens(batch) };
        },
        normal: (shape) => statelessNormal(noiseSeed(inputs['dropoutSeed'], (noiseUses += 1)), shape),
        gradientOf(role, make) {
          const kept: Record<string, Tensor> = {};
          const differentiated = differentiate((...at) => {
            const source = weightSource({ config, trainable, scope, names, trained: at, dropout });
            const { loss, values } = make(wholePass(config, source, pickBatch(inputs, role)));
            // The eager backends free everything but the loss when the pass ends.
            for (const [name, value] of Object.entries(values)) kept[name] = tf.keep(value);
            return loss as tf.Scalar; // a method makes a scalar
          }, weights);
          const values = Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, tf.clone(value)]));
          for (const value of Object.values(kept)) value.dispose();
          return { ...differentiated, values };
        },
        lossAndHiddenGradient: (role) =>
          differentiate((...shift) => lossOf(role, weights, shift), zeroShift(config, shapes[role])),
      });
      for (const [anchor, values] of Object.entries(result.anchors ?? {})) {
        for (const [index, name] of names.entries()) scope.assign(anchorName(anchor, name), values[index]);
      }
      const gradientNorm = norm(result.gradient);
      const metrics: Record<string, Tensor> = { ...result.diagnostics, gradientNorm };
      tellNames(Object.keys(metrics));
      if (accumulation > 1) accumulate(scope, names, result.gradient, accumulation);
      else applyClipped(scope, names, weights, result.gradient, gradientNorm, inputs);
      return { metrics: tf.stack(Object.values(metrics).map((metric) => metric.asScalar())) };
    },
  };
}

/** The batch that a scalar chooses; both have the same shape. */
function chooseBatch(inputs: Readonly<Record<string, Tensor>>, { flag, yes, no }: BatchChoice): BatchTensors {
  const isYes = tf.greater(flag, tf.scalar(0.5));
  const [first, second] = [pickBatch(inputs, yes), pickBatch(inputs, no)];
  return {
    ids: tf.where(isYes, first.ids, second.ids),
    labelPositions: tf.where(isYes, first.labelPositions, second.labelPositions),
    labelIds: tf.where(isYes, first.labelIds, second.labelIds),
    labelWeights: tf.where(isYes, first.labelWeights, second.labelWeights),
  };
}

/** Another seed for each draw of noise in a step; the second number is the step's. */
function noiseSeed(seed: Tensor, use: number): Tensor {
  return tf.add(seed, tf.tensor1d([use * 0x00100007, 0], 'int32'));
}

/** A shift of nothing: a place to take the gradient at. */
function zeroShift(config: DecoderConfig, shape: BatchShape | undefined): Tensor[] {
  if (!shape) throw new Error('The method asks for a batch that it does not draw.');
  return Array.from({ length: config.layerCount }, () => tf.zeros([shape.batchSize * shape.length, config.hiddenSize]));
}

/** Activations (batch · length · hidden · layers) from which the passes of a step run one after the other. */
const sequencedFrom = 1_000_000;

function activationSize(config: DecoderConfig, shape: BatchShape | undefined): number {
  return shape ? shape.batchSize * shape.length * config.hiddenSize * config.layerCount : 0;
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

/** Adds 1/accumulation of the gradient, so that the sum over the batches is their mean. */
function accumulate(scope: Scope, names: readonly string[], gradient: readonly Tensor[], accumulation: number): void {
  for (const [index, name] of names.entries()) {
    const accumulator = accumulatorName(name);
    scope.assign(accumulator, tf.add(scope.read(accumulator), tf.mul(gradient[index], tf.scalar(1 / accumulation))));
  }
}

function applyFunction(trained: readonly VariableSpec[]): FunctionSpec {
  const names = trained.map(({ name }) => name);
  return {
    name: applyName,
    inputs: optimizerInputSpecs(),
    build(scope, inputs) {
      const gradient = names.map((name) => scope.read(accumulatorName(name)));
      const gradientNorm = norm(gradient);
      applyClipped(
        scope,
        names,
        names.map((name) => scope.read(name)),
        gradient,
        gradientNorm,
        inputs,
      );
      for (const [index, name] of names.entries()) scope.assign(accumulatorName(name), tf.zerosLike(gradient[index]));
      return { gradientNorm };
    },
  };
}

function applyClipped(
  scope: Scope,
  names: readonly string[],
  weights: readonly Tensor[],
  gradient: readonly Tensor[],
  gradientNorm: Tensor,
  inputs: Readonly<Record<string, Tensor>>,
): void {
  const scalars = Object.fromEntries(optimizerInputs.map((name) => [name, inputs[`optimizer.${name}`]])) as Record<
    OptimizerInput,
    Tensor
  >; // one entry per name
  const clipped = clip(gradient, gradientNorm, scalars.clipNorm);
  applyAdamW(
    scope,
    names.map((name, index) => ({ name, value: weights[index] })),
    clipped,
    scalars satisfies OptimizerScalars,
  );
}

function optimizerInputSpecs(): Record<string, InputSpec> {
  return Object.fromEntries(optimizerInputs.map((name) => [`optimizer.${name}`, scalarInput]));
}
