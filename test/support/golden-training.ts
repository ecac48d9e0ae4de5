import { collate, type EncodedExample, type PackedBatch } from '../../src/engine/data/index.ts';
import { readAdapterWeights } from '../../src/engine/jobs/context.ts';
import type { BoundMethod } from '../../src/engine/methods/index.ts';
import { loadWeights } from '../../src/engine/models/load-weights.ts';
import { readModelConfig } from '../../src/engine/models/registry.ts';
import { createEagerExecutor } from '../../src/engine/runtime/eager-executor.ts';
import { type Executor, sizeOf, type Values } from '../../src/engine/runtime/program.ts';
import { type TrainingProgram, trainingProgram } from '../../src/engine/train/training-program.ts';
import type { Trainable } from '../../src/shared/settings/model.ts';
import { modelFolderOf } from './reference.ts';

export type Mode = 'lora' | 'full';

/** What the golden trainings train: the fixture's adapter, or everything but the embeddings. */
export const goldenTrainables: Readonly<Record<Mode, Trainable>> = {
  lora: { kind: 'lora', rank: 4, loraAlpha: 8, targets: ['q_proj', 'k_proj', 'v_proj'], dropout: 0 },
  full: { kind: 'full', freezeEmbeddings: true },
};

export interface GoldenBatch {
  readonly input_ids: number[][];
  readonly labels: number[][];
  readonly attention_mask: number[][];
}

/** Rows of a golden batch without their padding. */
export function toExamples(batch: GoldenBatch): EncodedExample[] {
  return batch.input_ids.map((ids, row) => ({
    ids: Int32Array.from(ids.filter((_, position) => batch.attention_mask[row][position] === 1)),
    promptLength: batch.labels[row].findIndex((label) => label !== -100),
  }));
}

/** The name of an engine's weight in golden files, which use PEFT's names for adapters. */
export function goldenName(mode: Mode, weight: string): string {
  return mode === 'lora' ? `base_model.model.${weight}` : weight;
}

/** Writes the weights of a folder with an adapter, and zeros for the optimizer, into an executor. */
function loadStart(executor: Executor, program: TrainingProgram, folder: string, mode: Mode): void {
  loadWeights(executor, folder, mode === 'full' ? [...program.frozen, ...program.trained] : program.frozen);
  if (mode === 'lora') executor.write(readAdapterWeights(`${folder}/adapter`).weights);
  executor.write(new Map(program.optimizer.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))])));
}

/** Feeds of the batches of one step. */
export function feedBatches(batches: Readonly<Record<string, PackedBatch>>): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(batches).flatMap(([role, batch]) =>
      (['ids', 'labelPositions', 'labelIds', 'labelWeights'] as const).map((key) => [`${role}.${key}`, batch[key]]),
    ),
  );
}

export interface GradientReader {
  /** Gradient of one step by weight name and the step's diagnostics; weights stay as they are. */
  measure(
    batches: Readonly<Record<string, GoldenBatch>>,
    scalars?: Readonly<Record<string, number>>,
  ): { gradient: Map<string, Float32Array>; metrics: Record<string, number> };
  write(weights: ReadonlyMap<string, Float32Array>): void;
  /** Puts the start of the method's anchors at `scale` times the fixture's weights and lets it prepare with the batches of a role. */
  prepareAt(scale: number, role: string, batches: readonly GoldenBatch[]): void;
  readonly names: readonly string[];
  dispose(): void;
}

/** A gradient reader for a fixture's model, on the eager executor. */
export function openGradientReader(
  model: string,
  mode: Mode,
  method: BoundMethod,
  trainable: Trainable = goldenTrainables[mode],
): GradientReader {
  return createGradientReader({ folder: modelFolderOf(model), mode, method, trainable, batchSize: 3, length: 14 });
}

export interface GradientReaderOptions {
  /** A model folder with `adapter/`. */
  readonly folder: string;
  readonly mode: Mode;
  readonly method: BoundMethod;
  readonly trainable: Trainable;
  readonly batchSize: number;
  /** Tokens and label slots per row. */
  readonly length: number;
  readonly frozenStorage?: 'float32' | 'bfloat16';
  readonly recomputeActivations?: boolean;
  /** Defaults to the eager executor. */
  readonly createExecutor?: (program: TrainingProgram['program']) => Executor;
}

/** Reads a method's combined gradient out of the real step: with accumulation it is kept, not applied. */
export function createGradientReader(options: GradientReaderOptions): GradientReader {
  const { folder, mode, method, trainable, batchSize, length, createExecutor = createEagerExecutor } = options;
  const bucket = { length, labelSlots: length };
  const accumulation = 2;
  const program = trainingProgram({
    config: readModelConfig(folder),
    trainable,
    frozenStorage: options.frozenStorage ?? 'float32',
    recomputeActivations: options.recomputeActivations,
    method,
    batchSize,
    accumulation,
    buckets: [bucket],
  });
  const executor = createExecutor(program.program);
  loadStart(executor, program, folder, mode);
  const names = program.trained.map(({ name }) => name);
  const accumulators = program.optimizer.filter(({ name }) => name.startsWith('accumulated.'));
  const start = executor.read(names) as Map<string, Float32Array>; // trained weights are float32
  const startAt = (scale: number, weight: string) =>
    Float32Array.from(start.get(weight) ?? [], (value) => value * scale);
  const pack = (role: string, batch: GoldenBatch) => ({
    [role]: collate(toExamples(batch), { batchSize: batch.input_ids.length, ...bucket, padId: 0 }),
  });
  return {
    names,
    write: (weights) => executor.write(weights),
    dispose: () => executor.dispose(),
    prepareAt(scale, role, batches) {
      executor.write(
        new Map(
          program.anchors.map((anchor) => [
            anchor.name,
            startAt(anchor.start === 'weights' ? scale : 0, anchor.weight),
          ]),
        ),
      );
      if (!method.prepare) return;
      executor.write(new Map(names.map((name) => [name, startAt(scale, name)])));
      for (const batch of batches)
        executor.call('prepare0', { ...feedBatches(pack(role, batch)), dropoutSeed: Int32Array.of(0, 0) });
      executor.write(start);
    },
    measure(batches, scalars = method.scalars) {
      executor.write(new Map(accumulators.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))])));
      const packed = Object.assign({}, ...Object.entries(batches).map(([role, batch]) => pack(role, batch)));
      const { metrics } = executor.call('step0', {
        ...feedBatches(packed),
        ...Object.fromEntries(
          Object.entries(scalars).map(([name, value]) => [`method.${name}`, Float32Array.of(value)]),
        ),
        dropoutSeed: Int32Array.of(0, 0),
      });
      const gradients = executor.read(names.map((name) => `accumulated.${name}`));
      return {
        gradient: new Map(
          names.map((name) => [
            name,
            Float32Array.from(gradients.get(`accumulated.${name}`) ?? [], (value) => value * accumulation),
          ]),
        ),
        metrics: Object.fromEntries(program.metricNames().map((name, index) => [name, metrics[index]])),
      };
    },
  };
}
