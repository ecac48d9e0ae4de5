import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { type Sample, sampleSchema } from '../../shared/events.ts';

export interface SampleLog {
  samples(step: number, set: Sample['set']): readonly Sample[];
  isComplete(step: number, set: Sample['set'], count: number): boolean;
  /** Appends the answers to one test set at one step, all or none. */
  append(step: number, set: Sample['set'], samples: readonly Sample[]): void;
}

/**
 * Opens samples.jsonl of an evaluation; what a killed attempt wrote in part is cut off.
 * @throws AppError `evaluate/damaged-samples` for a line that is no judged answer.
 */
export function openSampleLog(folder: string): SampleLog {
  const file = path.join(folder, 'samples.jsonl');
  // By step and set, then by row; a later line of a row overrides an earlier one.
  const known = new Map<string, Map<number, Sample>>();
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
    for (const [index, line] of whole.split('\n').slice(0, -1).entries()) {
      const sample = parseLine(file, index + 1, line);
      const key = keyOf(sample.step, sample.set);
      known.set(key, (known.get(key) ?? new Map<number, Sample>()).set(sample.index, sample));
    }
  }
  return {
    samples: (step, set) => [...(known.get(keyOf(step, set))?.values() ?? [])],
    isComplete: (step, set, count) => (known.get(keyOf(step, set))?.size ?? 0) === count,
    append(step, set, samples) {
      appendFileSync(file, samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
      known.set(keyOf(step, set), new Map(samples.map((sample) => [sample.index, sample])));
    },
  };
}

function parseLine(file: string, number: number, line: string): Sample {
  try {
    return sampleSchema.parse(JSON.parse(line));
  } catch (error) {
    throw new AppError(
      'evaluate/damaged-samples',
      `${file}: line ${number} is not a judged answer; delete the file to answer all prompts again.`,
      { cause: error },
    );
  }
}

function keyOf(step: number, set: Sample['set']): string {
  return `${step} ${set}`;
}
