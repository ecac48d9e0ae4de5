import { modelVariables } from '../../src/engine/models/trainables.ts';
import { openModel } from '../../src/engine/stages/context.ts';
import { createInference } from '../../src/engine/stages/inference.ts';
import { createPostDefence, measureInputNorms } from '../../src/engine/stages/post-defence.ts';
import { freshAdapter } from '../../src/engine/train/initial-weights.ts';
import { readBenchData, unpadBatch } from '../sides/data-file.ts';
import type { JobOf, Measurement } from '../sides/job.ts';
import { timeSteps } from './timing.ts';

/** The evaluation's own defence after fine-tuning: scores of all harmful rows, and the pruned weights put in place. */
export async function measureDefenceAfterwards(
  job: JobOf<'defend-afterwards'>,
): Promise<Omit<Measurement, 'peakBytes'>> {
  const { trainable } = job;
  if (trainable.kind !== 'lora') throw new Error('The defence is measured on an adapter.');
  const loaded = openModel({ path: job.modelFolder, template: 'plain', maxLength: 8 });
  const model = { path: job.modelFolder, frozenPrecision: 'float32' } as const;
  const examples = readBenchData(job.dataFile).harmful.flatMap(unpadBatch);
  const { signal } = new AbortController();
  const { config } = loaded;
  const post = createPostDefence({ config, method: job.method, model, trainable, seed: 0, examples, signal });
  const inference = createInference({
    loaded,
    model,
    trainable,
    overlays: [],
    shapes: [],
    functions: (sourceOf) => post.functions(sourceOf),
  });
  const weights = freshAdapter(modelVariables(config, trainable, 'float32').trained, 0);
  const times = await timeSteps(job, () => post.apply(inference, weights, 0));
  inference.setWeights(weights);
  const norms = await measureInputNorms(inference, examples, signal);
  // B is zero, so that these do not depend on the adapter, which each side draws for itself.
  const ofA = [...(norms ?? [])].filter(([name]) => name.endsWith('.lora_A.weight'));
  const means = ofA.map(([, values]) => values.reduce((sum, value) => sum + value, 0) / values.length);
  return { ...times, losses: [means.reduce((sum, value) => sum + value, 0) / means.length] };
}
