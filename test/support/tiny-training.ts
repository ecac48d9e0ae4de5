import type { EncodedExample } from '../../src/engine/data/index.ts';
import { bindMethod, listBatchSizes } from '../../src/engine/methods/index.ts';
import { readModelConfig } from '../../src/engine/models/registry.ts';
import { createEagerExecutor } from '../../src/engine/runtime/eager-executor.ts';
import { type BatchSource, createBatchSource } from '../../src/engine/train/batch-source.ts';
import { freshAdapter } from '../../src/engine/train/initial-weights.ts';
import { createTrainer, type Trainer, type TrainerOptions } from '../../src/engine/train/trainer.ts';
import type { StageEvent } from '../../src/shared/events.ts';
import type { Method } from '../../src/shared/methods/index.ts';
import { type Training, trainingSchema } from '../../src/shared/settings/training.ts';
import { type GoldenBatch, goldenTrainables, toExamples } from './golden-training.ts';
import { modelFolderOf, readGolden } from './reference.ts';

export const boosterOfThree: Method = { name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 3 };

/** Fifteen encoded examples of each role, in the order of the golden batches. */
export function goldenExamples(model = 'llama-tiny'): { train: EncodedExample[]; harmful: EncodedExample[] } {
  const golden = readGolden(`${model}-train-lora`) as { alignment: GoldenBatch[]; harmful: GoldenBatch[] };
  return { train: golden.alignment.flatMap(toExamples), harmful: golden.harmful.flatMap(toExamples) };
}

export interface TinyOptions extends Partial<Omit<TrainerOptions, 'training' | 'batches'>> {
  readonly training?: Partial<Training>;
  readonly examples?: Readonly<{ train: readonly EncodedExample[]; harmful?: readonly EncodedExample[] }>;
  readonly initial?: ReadonlyMap<string, Float32Array>;
  /** Steps that are known beforehand, which lets batches be computed without their padding. */
  readonly drawCount?: number;
}

/** A trainer of llama-tiny with a fresh adapter on the eager executor, over the golden examples unless others are given; every role beside the training batch draws from `harmful`. */
export function createTinyTraining(options: TinyOptions = {}): { trainer: Trainer; batches: BatchSource } {
  const training = trainingSchema.parse({ batchSize: 3, ...options.training });
  const { train, harmful } = options.examples ?? goldenExamples();
  const method = options.method ?? { name: 'sft' };
  const seed = options.seed ?? 7;
  const batches = createBatchSource({
    roles: {
      train: { examples: train, batchSize: training.batchSize },
      ...Object.fromEntries(
        Object.entries(listBatchSizes(bindMethod(method), training.batchSize))
          .filter(([role]) => role !== 'train')
          .map(([role, batchSize]) => [role, { examples: harmful ?? [], batchSize }]),
      ),
    },
    seed,
    shuffle: training.shuffle,
    padId: 0,
    drawCount: options.drawCount,
  });
  const modelFolder = options.modelFolder ?? modelFolderOf('llama-tiny');
  const trainer = createTrainer({
    config: readModelConfig(modelFolder),
    modelFolder,
    trainable: goldenTrainables.lora,
    frozenStorage: 'float32',
    method,
    totalSteps: 12,
    overlays: [],
    initialWeights: (trained) => options.initial ?? freshAdapter(trained, seed),
    createExecutor: createEagerExecutor,
    ...options,
    seed,
    training,
    batches,
  });
  return { trainer, batches };
}

/** Values of one kind of event. */
export function eventsOf<Kind extends StageEvent['kind']>(
  events: readonly StageEvent[],
  kind: Kind,
): Extract<StageEvent, { kind: Kind }>[] {
  return events.filter((event): event is Extract<StageEvent, { kind: Kind }> => event.kind === kind);
}

/** The points of all metrics events by step and name; a later event overrides an earlier one. */
export function collectMetrics(events: readonly StageEvent[]): Map<number, Record<string, number | null>> {
  const points = new Map<number, Record<string, number | null>>();
  for (const { steps, values } of eventsOf(events, 'metrics')) {
    for (const [index, step] of steps.entries()) {
      points.set(step, Object.fromEntries(Object.entries(values).map(([name, column]) => [name, column[index]])));
    }
  }
  return points;
}
