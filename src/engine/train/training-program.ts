import type { Trainable } from '../../shared/settings/model.ts';
import { clip, norm } from '../methods/gradients.ts';
import { type BatchRole, type BoundMethod, listBatchSizes } from '../methods/index.ts';
import type { DecoderConfig } from '../models/config.ts';
import { type BatchShape, batchInputs } from '../models/loss.ts';
import { modelVariables } from '../models/trainables.ts';
import type { StepShape } from './dense-tokens.ts';
import type { FunctionSpec, InputSpec, Program, Scope, VariableSpec } from '../runtime/program.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import {
  applyAdamW,
  momentVariables,
  type OptimizerInput,
  type OptimizerScalars,
  optimizerInputs,
} from './optimizer.ts';
import { createStepContext } from './step-context.ts';

export interface TrainingProgramOptions {
  readonly config: DecoderConfig;
  readonly trainable: Trainable;
  readonly frozenStorage: 'float32' | 'bfloat16';
  readonly method: BoundMethod;
  readonly batchSize: number;
  readonly accumulation: number;
  /** Computes the layers again in the backward pass instead of keeping what they computed. */
  readonly recomputeActivations?: boolean;
  readonly buckets: readonly StepShape[];
}

export interface TrainingProgram {
  readonly program: Program;
  readonly frozen: readonly VariableSpec[];
  readonly trained: readonly VariableSpec[];
  /** All variables that a resume checkpoint must hold beyond the weights and anchors; zeros at first. */
  readonly optimizer: readonly VariableSpec[];
  /** What the method keeps beside the weights: for each weight one variable per anchor. */
  readonly anchors: readonly AnchorVariable[];
  /** Names of the scalars that a step's `metrics` output holds, in order; known once a step was recorded. */
  metricNames(): readonly string[];
  /** Static shape of each batch of a step in a bucket. */
  batchShapes(bucket: number): Readonly<Partial<Record<BatchRole, BatchShape>>>;
  stepName(bucket: number): string;
  /** The function that takes in a batch before the first step; there for methods that prepare. */
  prepareName(bucket: number): string;
}

/** A variable beside a weight, and what it is at first. */
export interface AnchorVariable extends VariableSpec {
  readonly weight: string;
  readonly start: 'weights' | 'zeros';
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
  const anchors = Object.entries(options.method.anchors).flatMap(([anchor, start]) =>
    trained.map(({ name, shape }) => ({
      name: anchorName(anchor, name),
      shape,
      storage: 'float32' as const,
      weight: name,
      start,
    })),
  );
  let metricNames: readonly string[] = [];
  const steps = options.buckets.map((_, bucket) =>
    stepFunction(options, trained, bucket, (names) => (metricNames = names)),
  );
  const { prepare } = options.method;
  const preparations = prepare
    ? options.buckets.map((_, bucket) => prepareFunction(options, prepare, trained, bucket))
    : [];
  return {
    program: {
      variables: [...frozen, ...trained, ...optimizer, ...anchors],
      functions: [...steps, ...preparations, ...(accumulates ? [applyFunction(trained)] : [])],
    },
    frozen,
    trained,
    optimizer,
    anchors,
    metricNames: () => metricNames,
    batchShapes: (bucket) => batchShapes(options, bucket),
    stepName,
    prepareName,
  };
}

function stepName(bucket: number): string {
  return `step${bucket}`;
}

function prepareName(bucket: number): string {
  return `prepare${bucket}`;
}

function anchorName(anchor: string, weight: string): string {
  return `anchor.${anchor}.${weight}`;
}

function accumulatorName(weight: string): string {
  return `accumulated.${weight}`;
}

function batchShapes(options: TrainingProgramOptions, bucket: number): Partial<Record<BatchRole, BatchShape>> {
  const { length, labelSlots, denseTokens } = options.buckets[bucket];
  const sizes = Object.entries(listBatchSizes(options.method, options.batchSize)) as [BatchRole, number][]; // keys of a record over BatchRole
  return Object.fromEntries(
    sizes.map(([role, batchSize]) => {
      const dense = denseTokens?.[role];
      return [role, { batchSize, length, labelSlots, ...(dense === undefined ? {} : { denseTokens: dense }) }];
    }),
  );
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
      const context = createStepContext({
        config,
        trainable,
        scope,
        inputs,
        names,
        shapes,
        dropoutRate: trainable.kind === 'lora' ? trainable.dropout : 0,
        recompute: recomputation(options),
        anchorName,
      });
      const result = method.step(context);
      assignAnchors(scope, names, result.anchors ?? {});
      const gradientNorm = norm(result.gradient);
      const metrics: Record<string, Tensor> = { ...result.diagnostics, gradientNorm };
      tellNames(Object.keys(metrics));
      if (accumulation > 1) accumulate(scope, names, result.gradient, accumulation);
      else applyClipped(scope, names, context.weights, result.gradient, gradientNorm, inputs);
      return { metrics: tf.stack(Object.values(metrics).map((metric) => metric.asScalar())) };
    },
  };
}

/**
 * Takes in one batch before the first step: nothing but anchors changes. Dropout is off, so that what is measured is the model.
 */
function prepareFunction(
  options: TrainingProgramOptions,
  prepare: NonNullable<BoundMethod['prepare']>,
  trained: readonly VariableSpec[],
  bucket: number,
): FunctionSpec {
  const { config, trainable } = options;
  const { length, labelSlots } = options.buckets[bucket];
  const batchSize = listBatchSizes(options.method, options.batchSize)[prepare.role];
  if (batchSize === undefined)
    throw new Error(`The method prepares with a ${prepare.role} batch, which it does not draw.`);
  const shape: BatchShape = { batchSize, length, labelSlots };
  const names = trained.map(({ name }) => name);
  return {
    name: prepareName(bucket),
    inputs: { ...batchInputs(shape, prepare.role), dropoutSeed: { shape: [2], dtype: 'int32' } },
    build(scope, inputs) {
      const shapes = { [prepare.role]: shape };
      const context = createStepContext({
        config,
        trainable,
        scope,
        inputs,
        names,
        shapes,
        dropoutRate: 0,
        recompute: recomputation(options),
        anchorName,
      });
      assignAnchors(scope, names, prepare.step(context));
      return { done: tf.scalar(1) };
    },
  };
}

function recomputation({ recomputeActivations, frozenStorage }: TrainingProgramOptions) {
  return recomputeActivations ? { widens: frozenStorage === 'bfloat16' } : undefined;
}

function assignAnchors(
  scope: Scope,
  names: readonly string[],
  anchors: Readonly<Record<string, readonly Tensor[]>>,
): void {
  for (const [anchor, values] of Object.entries(anchors)) {
    for (const [index, name] of names.entries()) scope.assign(anchorName(anchor, name), values[index]);
  }
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
