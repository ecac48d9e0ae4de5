import { readModelConfig } from '../../src/engine/models/registry.ts';
import { openModel } from '../../src/engine/stages/context.ts';
import { createInference } from '../../src/engine/stages/inference.ts';
import type { JobOf, Measurement } from '../sides/job.ts';
import { timeSteps } from './timing.ts';

/**
 * From the folder to weights in memory with the forward pass recorded for one batch of prompts. As on the reference's
 * side the library and the tokenizer are loaded before; XLA compiles at the first call, which is not part of it.
 */
export async function measureLoad(job: JobOf<'load'>): Promise<Omit<Measurement, 'peakBytes'>> {
  const { tokenizer, encoding } = openModel({ path: job.modelFolder, template: 'plain', maxLength: 8 });
  const shape = { name: 'safety', batch: 16, promptLength: 64, maxNewTokens: 32, chunk: 32 };
  const times = await timeSteps(job, () => {
    const config = readModelConfig(job.modelFolder);
    const inference = createInference({
      loaded: { config, tokenizer, encoding },
      model: { path: job.modelFolder, frozenPrecision: 'float32' },
      trainable: null,
      overlays: [],
      shapes: [shape],
    });
    inference.dispose();
  });
  return times;
}
