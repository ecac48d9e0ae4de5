import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { type Sample, sampleSchema } from '../../shared/events.ts';

export interface SampleLog {
  samples(step: number, set: Sample['set']): readonly Sample[];
  isComplete(step: number, set: Sample['set'], count: number): boolean;
  /** Appends the answers to one test set at one step, all or none. */
  append(step: number, set: Sample['set'], samples: readonly Sample[]): void;
}

/** Opens samples.jsonl of an evaluation; what a killed attempt wrote in part is cut off. */
export function openSampleLog(folder: string): SampleLog {
  const file = path.join(folder, 'samples.jsonl');
  const known = new Map<string, Sample[]>();
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
    for (const line of whole.split('\n').filter(Boolean)) {
      const sample = sampleSchema.parse(JSON.parse(line));
      const key = keyOf(sample.step, sample.set);
      known.set(key, [...(known.get(key) ?? []).filter(({ index }) => index !== sample.index), sample]);
    }
  }
  return {
    samples: (step, set) => known.get(keyOf(step, set)) ?? [],
    isComplete: (step, set, count) => (known.get(keyOf(step, set))?.length ?? 0) === count,
    append(step, set, samples) {
      appendFileSync(file, samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
      known.set(keyOf(step, set), [...samples]);
    },
  };
}

function keyOf(step: number, set: Sample['set']): string {
  return `${step} ${set}`;
}
