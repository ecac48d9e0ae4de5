import path from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { Job } from '../../shared/spec/job.ts';
import type { ProbeResult } from '../../shared/spec/probe.ts';
import { type AttackStage, stageFileSchema } from '../../shared/spec/stage.ts';
import { readJsonFile } from '../checkpoint/index.ts';
import {
  type Bucket,
  bucketFor,
  chooseBuckets,
  collate,
  countLabels,
  type EncodedExample,
  encodeExamples,
  type PackedBatch,
  readDataset,
} from '../data/index.ts';
import { gradientFunctions, lossFunctions, probeNames, stateFunctions } from '../models/probe-functions.ts';
import { listTrainables, weightSource } from '../models/trainables.ts';
import { openModel } from '../stages/context.ts';
import { createInference, type Inference } from '../stages/inference.ts';
import { carryAligned, readResult } from '../stages/upstream.ts';
import { createProgressMeter } from '../train/event-buffers.ts';
import { readCheckpoint } from '../train/checkpoints.ts';
import { freshAdapter } from '../train/initial-weights.ts';
import type { JobContext, JobOutcome } from './context.ts';
import { writeResult } from './write-result.ts';

type ProbeJob = Extract<Job, { kind: 'probe' }>;
type Weights = ReadonlyMap<string, Float32Array>;

interface Batch {
  readonly bucket: number;
  readonly examples: readonly EncodedExample[];
  readonly packed: PackedBatch;
}

/** What the measurements work with. */
interface Bench {
  readonly inference: Inference;
  readonly batches: readonly Batch[];
  /** Label tokens of all batches. */
  readonly tokens: number;
  /** Tells that one more batch has gone through; true: stop. */
  readonly step: () => Promise<boolean>;
}

/**
 * Measures the models that an attack has kept: the loss along the harmful direction, or the drift of the hidden states.
 * @throws AppError `probe/no-attack`, or what reading data and checkpoints finds wrong.
 */
export async function runProbe(job: ProbeJob, context: JobContext): Promise<JobOutcome> {
  const { stage } = readJsonFile(path.join(job.stages, job.key, 'spec.json'), stageFileSchema);
  if (stage.kind !== 'attack')
    throw new AppError('probe/no-attack', `Stage ${job.key.slice(0, 12)} is no attack; name the attack of a run.`);
  const loaded = openModel({ ...stage, path: stage.model.path });
  const { trainable } = stage;
  // A set may hold fewer rows than are asked for at most, which a count would refuse.
  const { encoded } = encodeExamples(loaded.encoding, readDataset(job.data).slice(0, job.rows));
  const batchSize = Math.min(job.batchSize, encoded.length);
  const buckets = chooseBuckets(encoded, { batchSize });
  const batches = packBatches(encoded, buckets, batchSize, loaded.tokenizer.padId);
  const aligned = readResult(path.join(job.stages, stage.from));
  const carried = carryAligned(aligned, stage, loaded.config.weights);
  const names = listTrainables(loaded.config, trainable).map(({ name }) => name);
  const inference = createInference({
    loaded,
    model: stage.model,
    trainable,
    overlays: carried.overlays,
    shapes: [],
    functions: () => {
      const options = {
        config: loaded.config,
        shapes: buckets.map((bucket) => ({ batchSize, ...bucket })),
        names,
        sourceOf: (
          scope: Parameters<typeof weightSource>[0]['scope'],
          trained?: Parameters<typeof weightSource>[0]['trained'],
        ) => weightSource({ config: loaded.config, trainable, scope, names, ...(trained ? { trained } : {}) }),
      };
      return job.what === 'drift'
        ? stateFunctions(options)
        : [...lossFunctions(options), ...gradientFunctions(options)];
    },
  });
  const weightsOf = (step: number): Weights =>
    step === 0
      ? (carried.weights ?? freshAdapter(inference.trained, stage.seed))
      : readCheckpoint(path.join(job.stages, job.key), step);
  try {
    const passes = job.what === 'drift' ? job.steps.length + 1 : job.steps.length * (job.distances.length + 1);
    const bench = openBench(context, inference, batches, passes);
    const results = await measureAll(job, stage, bench, weightsOf, encoded.length);
    if (!results) return 'cancelled';
    writeResult(job.out, results);
    return 'completed';
  } finally {
    inference.dispose();
  }
}

async function measureAll(
  job: ProbeJob,
  stage: AttackStage,
  bench: Bench,
  weightsOf: (step: number) => Weights,
  rows: number,
): Promise<ProbeResult[] | null> {
  const results: ProbeResult[] = [];
  const base = job.what === 'drift' ? await readStates(bench, weightsOf(0)) : [];
  if (!base) return null;
  for (const step of job.steps) {
    // The aligned model is the alignment's, whichever attack it is looked at from.
    const place = { version: 1 as const, key: step === 0 ? stage.from : job.key, step, digest: job.data.digest, rows };
    const measured =
      job.what === 'drift'
        ? await measureDrift(bench, weightsOf(step), base)
        : await measureDirection(bench, weightsOf(step), job.distances);
    if (!measured) return null;
    results.push({ ...place, ...measured });
  }
  return results;
}

/** h(w − t·ĝ) for every distance t; null where it was stopped. */
async function measureDirection(bench: Bench, weights: Weights, distances: readonly number[]) {
  bench.inference.setWeights(weights);
  const names = bench.inference.trained.map(({ name }) => name);
  const gradient = new Map(names.map((name) => [name, new Float32Array(weights.get(name)?.length ?? 0)]));
  for (const batch of bench.batches) {
    const outputs = bench.inference.executor.call(probeNames.gradient(batch.bucket), inputsOf(batch));
    for (const [index, name] of names.entries()) {
      const part = outputs[`g${index}`];
      gradient.get(name)?.forEach((value, at, sum) => (sum[at] = value + part[at] / bench.tokens));
    }
    if (await bench.step()) return null;
  }
  const gradientNorm = Math.sqrt(
    [...gradient.values()].reduce((total, values) => total + values.reduce((sum, value) => sum + value * value, 0), 0),
  );
  const points = [];
  for (const distance of distances) {
    const scale = gradientNorm > 0 ? distance / gradientNorm : 0;
    bench.inference.setWeights(
      new Map(
        names.map((name) => [
          name,
          (weights.get(name) ?? new Float32Array()).map((value, at) => value - scale * (gradient.get(name)?.[at] ?? 0)),
        ]),
      ),
    );
    let sum = 0;
    for (const batch of bench.batches) {
      sum += bench.inference.executor.call(probeNames.loss(batch.bucket), inputsOf(batch)).sum[0];
      if (await bench.step()) return null;
    }
    points.push({ distance, loss: sum / bench.tokens });
  }
  return { kind: 'harmful-direction' as const, gradientNorm, points };
}

/** The states at the labels of every batch, [labels, hidden] one after the other; null where it was stopped. */
async function readStates(bench: Bench, weights: Weights): Promise<Float32Array[] | null> {
  bench.inference.setWeights(weights);
  const all: Float32Array[] = [];
  for (const batch of bench.batches) {
    const { states } = bench.inference.executor.call(probeNames.states(batch.bucket), inputsOf(batch));
    all.push(Float32Array.from(states));
    if (await bench.step()) return null;
  }
  return all;
}

async function measureDrift(bench: Bench, weights: Weights, base: readonly Float32Array[]) {
  const moved = await readStates(bench, weights);
  if (!moved) return null;
  const sums = { distance: 0, length: 0, cosine: 0 };
  for (const [index, { packed }] of bench.batches.entries()) {
    const slots = packed.labelWeights.length;
    const hidden = base[index].length / slots;
    for (let slot = 0; slot < slots; slot += 1) {
      if (packed.labelWeights[slot] === 0) continue;
      const { distance, before, cosine } = compareStates(base[index], moved[index], slot * hidden, hidden);
      sums.distance += distance;
      sums.length += before;
      sums.cosine += cosine;
    }
  }
  const { tokens } = bench;
  return {
    kind: 'drift' as const,
    distance: sums.distance / tokens,
    relativeDistance: sums.distance / sums.length,
    cosine: sums.cosine / tokens,
  };
}

function compareStates(base: Float32Array, moved: Float32Array, start: number, hidden: number) {
  let [squares, before, after, product] = [0, 0, 0, 0];
  for (let at = start; at < start + hidden; at += 1) {
    squares += (moved[at] - base[at]) ** 2;
    before += base[at] ** 2;
    after += moved[at] ** 2;
    product += base[at] * moved[at];
  }
  return {
    distance: Math.sqrt(squares),
    before: Math.sqrt(before),
    cosine: before > 0 && after > 0 ? product / Math.sqrt(before * after) : 1,
  };
}

function openBench(
  { emit, signal }: JobContext,
  inference: Inference,
  batches: readonly Batch[],
  passes: number,
): Bench {
  const total = passes * batches.length;
  const progress = createProgressMeter({ emit, phase: 'measuring', total, start: 0 });
  let [done, lastMs] = [0, performance.now()];
  return {
    inference,
    batches,
    tokens: batches.reduce(
      (sum, { examples }) => sum + examples.reduce((labels, it) => labels + countLabels(it), 0),
      0,
    ),
    async step() {
      const nowMs = performance.now();
      done += 1;
      progress.advance(done, nowMs - lastMs);
      lastMs = nowMs;
      if (done === total) progress.finish();
      await yieldToEvents();
      return signal.aborted;
    },
  };
}

function packBatches(
  encoded: readonly EncodedExample[],
  buckets: readonly Bucket[],
  batchSize: number,
  padId: number,
): Batch[] {
  const starts = Array.from({ length: Math.ceil(encoded.length / batchSize) }, (_, index) => index * batchSize);
  return starts.map((start) => {
    const examples = encoded.slice(start, start + batchSize);
    const bucket = bucketFor(buckets, examples);
    return { bucket: buckets.indexOf(bucket), examples, packed: collate(examples, { batchSize, ...bucket, padId }) };
  });
}

function inputsOf({ packed }: Batch) {
  const { ids, labelPositions, labelIds, labelWeights } = packed;
  return {
    'data.ids': ids,
    'data.labelPositions': labelPositions,
    'data.labelIds': labelIds,
    'data.labelWeights': labelWeights,
  };
}
