import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Job } from '../../shared/spec/job.ts';
import { bucketFor, chooseBuckets, collate, countLabels, encodeExamples, readDataset } from '../data/index.ts';
import { batchInputs, labelCrossEntropy, pickBatch } from '../models/loss.ts';
import { createInference } from '../stages/inference.ts';
import { reportDropped } from '../stages/context.ts';
import { createProgressMeter } from '../train/event-buffers.ts';
import { adapterOverlays, type JobContext, type JobOutcome, openJobModel } from './context.ts';
import { openJsonLines } from './json-lines.ts';

type ScoreJob = Extract<Job, { kind: 'score' }>;

/** Writes, per record, the mean loss of the answer's tokens and the log-probability of each: {index, loss, tokens, logProbabilities}. */
export async function runScore(job: ScoreJob, { emit, signal }: JobContext): Promise<JobOutcome> {
  const loaded = openJobModel(job);
  const { encoded, kept, dropped } = encodeExamples(loaded.encoding, readDataset(job.data));
  reportDropped({ emit }, 'data', dropped);
  const batchSize = Math.min(job.batchSize, encoded.length);
  const buckets = chooseBuckets(encoded, { batchSize });
  const inference = createInference({
    loaded,
    model: { path: job.model, frozenPrecision: 'float32' },
    trainable: null,
    overlays: adapterOverlays(job.adapters, loaded.config),
    shapes: [],
    functions: (sourceOf) =>
      buckets.map((bucket, index) => ({
        name: `score${index}`,
        inputs: batchInputs({ batchSize, ...bucket }, 'data'),
        build: (scope, inputs) => ({
          crossEntropy: labelCrossEntropy(loaded.config, sourceOf(scope), pickBatch(inputs, 'data')),
        }),
      })),
  });
  const out = openJsonLines(job.out);
  const progress = createProgressMeter({ emit, phase: 'scoring', total: encoded.length, start: 0 });
  try {
    for (let start = 0; start < encoded.length; start += batchSize) {
      if (signal.aborted) return 'cancelled';
      const startedAtMs = performance.now();
      const examples = encoded.slice(start, start + batchSize);
      const bucket = bucketFor(buckets, examples);
      const batch = collate(examples, { batchSize, ...bucket, padId: loaded.tokenizer.padId });
      const { crossEntropy } = inference.executor.call(
        `score${buckets.indexOf(bucket)}`,
        Object.fromEntries(
          (['ids', 'labelPositions', 'labelIds', 'labelWeights'] as const).map((key) => [`data.${key}`, batch[key]]),
        ),
      );
      for (const [row, example] of examples.entries()) {
        const losses = [
          ...crossEntropy.subarray(row * bucket.labelSlots, row * bucket.labelSlots + countLabels(example)),
        ];
        out.write({
          index: kept[start + row].row,
          loss: losses.reduce((sum, value) => sum + value, 0) / losses.length,
          tokens: losses.length,
          logProbabilities: losses.map((value) => -value),
        });
      }
      progress.advance(start + examples.length, (performance.now() - startedAtMs) / examples.length);
      await yieldToEvents();
    }
    out.finish();
    progress.finish();
    return 'completed';
  } finally {
    out.discard();
    inference.dispose();
  }
}
