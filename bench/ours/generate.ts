import { generate, generationShape } from '../../src/engine/evaluate/generate.ts';
import { openModel } from '../../src/engine/stages/context.ts';
import { createInference } from '../../src/engine/stages/inference.ts';
import { readBenchData } from '../sides/data-file.ts';
import type { JobOf, Measurement } from '../sides/job.ts';
import { timeSteps } from './timing.ts';

/** Passes over all prompts with the evaluation's own model, generator and progress callback. */
export async function measureGeneration(job: JobOf<'generate'>): Promise<Omit<Measurement, 'peakBytes'>> {
  const prompts = readBenchData(job.dataFile).prompts.map((ids) => Int32Array.from(ids));
  const loaded = openModel({ path: job.modelFolder, template: 'plain', maxLength: 8 });
  const shape = generationShape({
    name: 'safety',
    prompts,
    batchSize: job.batchSize,
    maxNewTokens: job.maxNewTokens,
  });
  const inference = createInference({
    loaded,
    model: { path: job.modelFolder, frozenPrecision: 'float32' },
    trainable: null,
    overlays: [],
    shapes: [shape],
  });
  const { eosIds, padId } = loaded.tokenizer;
  const newIds: number[][][] = [];
  const times = await timeSteps(job, async () => {
    const answers = await generate({
      executor: inference.executor,
      shape,
      eosIds,
      padId,
      prompts,
      onProgress: () => false,
    });
    newIds.push(answers ?? []);
  });
  return { ...times, newIds: newIds.slice(job.warmup) };
}
