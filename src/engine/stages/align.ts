import { AppError } from '../../shared/errors.ts';
import type { AlignStage } from '../../shared/spec/stage.ts';
import { readDataset } from '../data/index.ts';
import { bindMethod } from '../methods/index.ts';
import { freshAdapter } from '../train/initial-weights.ts';
import { openModel, type StageContext } from './context.ts';
import { trainStage } from './train-stage.ts';

/** Alignment: trains the base model on the alignment set with the defence's step. */
export async function runAlign(context: StageContext, stage: AlignStage): Promise<'completed' | 'cancelled'> {
  const needsHarmful = bindMethod(stage.method).extraBatches.harmful !== undefined;
  if (needsHarmful && !stage.harmful) {
    throw new AppError(
      'spec/no-harmful-set',
      `The method ${stage.method.name} needs a harmful set, but alignment.harmful is empty; name a file there.`,
    );
  }
  return trainStage(context, {
    phase: 'alignment',
    model: stage.model,
    loaded: openModel({ ...stage, path: stage.model.path }),
    trainable: stage.trainable,
    method: stage.method,
    training: stage.training,
    seed: stage.seed,
    examples: {
      train: readDataset(stage.data),
      ...(needsHarmful && stage.harmful ? { harmful: readDataset(stage.harmful) } : {}),
    },
    overlays: [],
    initialWeights: (trained) => (stage.trainable.kind === 'lora' ? freshAdapter(trained, stage.seed) : new Map()),
    keepSteps: [],
  });
}
