import type { Training } from '../../shared/settings/training.ts';
import type { Trainable } from '../../shared/settings/model.ts';
import { bindMethod } from '../methods/index.ts';
import type { Method } from '../../shared/methods/index.ts';
import type { DecoderConfig } from '../models/config.ts';
import { loadWeights, type WeightOverlay } from '../models/load-weights.ts';
import { createCompiledExecutor } from '../runtime/compiled-executor.ts';
import { type Executor, sizeOf, type Values, type VariableSpec } from '../runtime/program.ts';
import type { PackedBatch } from '../data/index.ts';
import type { BatchSource } from './batch-source.ts';
import { learningRateAt } from './schedule.ts';
import { applyName, trainingProgram, type TrainingProgram } from './training-program.ts';

export interface TrainerOptions {
  readonly config: DecoderConfig;
  readonly modelFolder: string;
  readonly trainable: Trainable;
  readonly frozenStorage: 'float32' | 'bfloat16';
  readonly method: Method;
  readonly training: Training;
  readonly totalSteps: number;
  readonly batches: BatchSource;
  readonly seed: number;
  /** Changes to the folder's weights, such as adapters of earlier stages. */
  readonly overlays: readonly WeightOverlay[];
  /** Trained weights to start from; the others come from the folder. */
  initialWeights(trained: readonly VariableSpec[]): ReadonlyMap<string, Float32Array>;
  readonly compileCacheFolder?: string;
  /** Defaults to the compiled executor. */
  createExecutor?: (program: TrainingProgram['program']) => Executor;
}

export interface StepReport {
  /** Optimizer steps done, from 1. */
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Real tokens seen in the step's batches. */
  readonly tokenCount: number;
  /** Time inside the native calls. */
  readonly callMs: number;
}

/** A training in memory: weights and optimizer live in the executor, one `step` is one optimizer step. */
export interface Trainer {
  readonly trained: readonly VariableSpec[];
  /** Weights and optimizer state: what a resume point holds. */
  readonly stateVariables: readonly VariableSpec[];
  readonly stepCount: number;
  /** What the method does before the first step, one batch at a time; nothing for most. */
  prepare(): Iterable<void>;
  step(): StepReport;
  readWeights(): Map<string, Float32Array>;
  /** The state variables' values by name. */
  readState(): Map<string, Float32Array>;
  restore(step: number, state: ReadonlyMap<string, Float32Array>): void;
  dispose(): void;
}

/** Records and loads a training; the first step of each bucket compiles it. */
export function createTrainer(options: TrainerOptions): Trainer {
  const { training, batches } = options;
  const method = bindMethod(options.method);
  const compiled = trainingProgram({
    config: options.config,
    trainable: options.trainable,
    frozenStorage: options.frozenStorage,
    method,
    batchSize: training.batchSize,
    accumulation: training.accumulation,
    recomputeActivations: training.recomputeActivations,
    buckets: batches.buckets,
  });
  const create =
    options.createExecutor ??
    ((program) => createCompiledExecutor(program, { compileCacheFolder: options.compileCacheFolder }));
  const executor = create(compiled.program);
  const initial = options.initialWeights(compiled.trained);
  loadWeights(
    executor,
    options.modelFolder,
    [...compiled.frozen, ...compiled.trained.filter(({ name }) => !initial.has(name))],
    options.overlays,
  );
  executor.write(initial);
  executor.write(new Map(compiled.optimizer.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))])));
  if (compiled.anchors.length > 0) writeAnchors(executor, compiled);
  const stateVariables = [...compiled.trained, ...compiled.optimizer, ...compiled.anchors];
  let stepCount = 0;

  // Weights alone are read this way too: TensorFlow prepares every new set of outputs anew, which costs more than copying the moments.
  function readState(): Map<string, Float32Array> {
    return executor.read(stateVariables.map(({ name }) => name)) as Map<string, Float32Array>; // weights and moments are float32
  }

  return {
    trained: compiled.trained,
    stateVariables,
    get stepCount() {
      return stepCount;
    },
    *prepare() {
      if (!method.prepare) return;
      for (const { bucket, batch } of batches.passOver(method.prepare.role)) {
        const inputs = { ...batchFeeds(method.prepare.role, batch), dropoutSeed: Int32Array.of(options.seed, 0) };
        executor.call(compiled.prepareName(bucket), inputs);
        yield;
      }
    },
    step() {
      const optimizer = optimizerFeeds(training, stepCount, options.totalSteps);
      const reports = Array.from({ length: training.accumulation }, (_, part) => {
        const { bucket, batches: packed, tokenCount } = batches.next();
        const inputs: Record<string, Values> = {
          ...methodFeeds({ ...method.scalars, ...method.stepScalars(stepCount, options.totalSteps) }),
          dropoutSeed: Int32Array.of(options.seed, stepCount * training.accumulation + part),
          ...(training.accumulation > 1 ? {} : optimizer),
        };
        for (const [role, batch] of Object.entries(packed)) Object.assign(inputs, batchFeeds(role, batch));
        const startedAtMs = performance.now();
        const { metrics } = executor.call(compiled.stepName(bucket), inputs);
        return { metrics, tokenCount, callMs: performance.now() - startedAtMs };
      });
      const metrics = averageMetrics(
        compiled.metricNames(),
        reports.map((report) => report.metrics),
      );
      let callMs = reports.reduce((sum, report) => sum + report.callMs, 0);
      if (training.accumulation > 1) {
        const startedAtMs = performance.now();
        metrics['gradientNorm'] = executor.call(applyName, optimizer)['gradientNorm'][0];
        callMs += performance.now() - startedAtMs;
      }
      stepCount += 1;
      return {
        step: stepCount,
        metrics: { ...metrics, learningRate: learningRateAt(training, stepCount - 1, options.totalSteps) },
        tokenCount: reports.reduce((sum, report) => sum + report.tokenCount, 0),
        callMs,
      };
    },
    readWeights() {
      const state = readState();
      return new Map(compiled.trained.map(({ name }) => [name, state.get(name) ?? new Float32Array()]));
    },
    readState,
    restore(step, state) {
      executor.write(state);
      stepCount = step;
    },
    dispose: () => executor.dispose(),
  };
}

/** The anchors begin at the weights, or at zero. */
function writeAnchors(executor: Executor, { trained, anchors }: TrainingProgram): void {
  const weights = executor.read(trained.map(({ name }) => name));
  executor.write(
    new Map(
      anchors.map(({ name, weight, shape, start }) => [
        name,
        (start === 'weights' ? weights.get(weight) : null) ?? new Float32Array(sizeOf(shape)),
      ]),
    ),
  );
}

/** The inputs of a compiled function that a batch of a role fills. */
function batchFeeds(role: string, batch: PackedBatch): Record<string, Values> {
  const { ids, labelPositions, labelIds, labelWeights, dense } = batch;
  const layout: Record<string, Values> = dense ? { densePositions: dense.positions, denseSources: dense.sources } : {};
  const values: Record<string, Values> = { ids, labelPositions, labelIds, labelWeights, ...layout };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${role}.${key}`, value]));
}

function methodFeeds(scalars: Readonly<Record<string, number>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(scalars).map(([name, value]) => [`method.${name}`, Float32Array.of(value)]));
}

/** The optimizer's scalars for step `done` + 1, in double precision until they are fed. */
function optimizerFeeds(training: Training, done: number, total: number): Record<string, Float32Array> {
  const { beta1, beta2, epsilon, weightDecay, clipNorm } = training;
  const values = {
    learningRate: learningRateAt(training, done, total),
    firstCorrection: 1 - beta1 ** (done + 1),
    secondCorrection: Math.sqrt(1 - beta2 ** (done + 1)),
    // 0 turns clipping off; an infinite limit would give ∞/∞ for a zero gradient.
    clipNorm: clipNorm === 0 ? 3e38 : clipNorm,
    weightDecay,
    beta1,
    beta2,
    epsilon,
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`optimizer.${name}`, Float32Array.of(value)]),
  );
}

function averageMetrics(names: readonly string[], parts: readonly Values[]): Record<string, number> {
  return Object.fromEntries(
    names.map((name, index) => [name, parts.reduce((sum, part) => sum + part[index], 0) / parts.length]),
  );
}
