import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Job } from '../../shared/spec/job.ts';
import { describeQuestion, encodePrompt, readDataset } from '../data/index.ts';
import { generate, generationShape } from '../evaluate/generate.ts';
import { createInference } from '../stages/inference.ts';
import { createProgressMeter } from '../train/event-buffers.ts';
import { adapterOverlays, type JobContext, type JobOutcome, openJobModel } from './context.ts';
import { openJsonLines } from './json-lines.ts';

type GenerateJob = Extract<Job, { kind: 'generate' }>;

/** Writes, per record, the greedy answer: {index, prompt, response, tokens}, tokens without the end token. */
export async function runGenerate(job: GenerateJob, { emit, signal }: JobContext): Promise<JobOutcome> {
  const loaded = openJobModel(job);
  const { tokenizer, encoding, config } = loaded;
  const examples = readDataset(job.data);
  const prompts = examples.map((example) =>
    encodePrompt(encoding, example, Math.max(1, config.maxPositions - job.maxNewTokens)),
  );
  const shape = generationShape({ name: 'answers', prompts, batchSize: job.batchSize, maxNewTokens: job.maxNewTokens });
  const inference = createInference({
    loaded,
    model: { path: job.model, frozenPrecision: 'float32' },
    trainable: null,
    overlays: adapterOverlays(job.adapters, loaded.config),
    shapes: [shape],
  });
  const out = openJsonLines(job.out);
  const progress = createProgressMeter({ emit, phase: 'generation', total: prompts.length, start: 0 });
  try {
    let lastMs = performance.now();
    let lastCount = 0;
    const answers = await generate({
      executor: inference.executor,
      shape,
      eosIds: tokenizer.eosIds,
      padId: tokenizer.padId,
      prompts,
      onProgress: async (finished) => {
        const nowMs = performance.now();
        if (finished > lastCount) {
          progress.advance(finished, (nowMs - lastMs) / (finished - lastCount));
          [lastCount, lastMs] = [finished, nowMs];
        }
        await yieldToEvents();
        return signal.aborted;
      },
    });
    if (!answers) return 'cancelled';
    for (const [index, ids] of answers.entries()) {
      out.write({
        index: examples[index].row,
        prompt: describeQuestion(examples[index]),
        response: encoding.template.readAnswer(tokenizer.decode(ids, { skipSpecial: true })),
        tokens: ids,
      });
    }
    out.finish();
    progress.finish();
    return 'completed';
  } finally {
    out.discard();
    inference.dispose();
  }
}
