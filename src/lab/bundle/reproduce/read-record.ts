import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { type Sample, sampleSchema, type StageEvent, stageEventSchema } from '../../../shared/events.ts';

/** What a stage's log says of its result; times, rates and memory are no part of it. */
export interface StageRecord {
  readonly isComplete: boolean;
  readonly device: string | null;
  readonly versions: Readonly<Record<string, string>>;
  /** name → step → value. */
  readonly curves: ReadonlyMap<string, ReadonlyMap<number, number | null>>;
  /** "step metric judge" → the score. */
  readonly scores: ReadonlyMap<string, Extract<StageEvent, { kind: 'scored' }>>;
}

const measured = /second|memory|bytes|ms$/i;

/** Reads the log in a stage folder; later attempts override earlier ones step by step. */
export async function readRecord(folder: string): Promise<StageRecord> {
  const curves = new Map<string, Map<number, number | null>>();
  const scores = new Map<string, Extract<StageEvent, { kind: 'scored' }>>();
  let isComplete = false;
  let device: string | null = null;
  let versions: Readonly<Record<string, string>> = {};
  for await (const event of readParsed(join(folder, 'events.jsonl'), stageEventSchema)) {
    if (event.kind === 'started') ({ device, versions } = event);
    if (event.kind === 'finished') isComplete = event.outcome === 'completed';
    if (event.kind === 'scored') scores.set(`${event.step} ${event.metric} ${event.judge}`, event);
    if (event.kind !== 'metrics') continue;
    for (const [name, values] of Object.entries(event.values)) {
      if (measured.test(name)) continue;
      const curve = curves.get(name) ?? new Map<number, number | null>();
      for (const [index, step] of event.steps.entries()) curve.set(step, values[index] ?? null);
      curves.set(name, curve);
    }
  }
  return { isComplete, device, versions, curves, scores };
}

/** The answers of a stage by step, set and index. */
export async function readSamples(folder: string): Promise<Map<string, Sample>> {
  const samples = new Map<string, Sample>();
  for await (const sample of readParsed(join(folder, 'samples.jsonl'), sampleSchema))
    samples.set(`${sample.step} ${sample.set} ${sample.index}`, sample);
  return samples;
}

/** The lines of a file that are what they should be; none where there is no file. */
async function* readParsed<Schema extends z.ZodType>(path: string, schema: Schema): AsyncGenerator<z.infer<Schema>> {
  if (!existsSync(path)) return;
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const parsed = schema.safeParse(parse(line));
    if (parsed.success) yield parsed.data;
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
