import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { EncodedExample } from '../../src/engine/data/index.ts';

const ids = z.array(z.int().min(0)).min(1);
const batch = z.object({ input_ids: z.array(ids), labels: z.array(z.array(z.int())), attention_mask: z.array(ids) });

/** What both sides compute with; bench/reference/README.md describes it. */
export const benchDataSchema = z.object({
  alignment: z.array(batch),
  harmful: z.array(batch),
  prompts: z.array(ids),
});

export type BenchData = z.infer<typeof benchDataSchema>;

export function readBenchData(file: string): BenchData {
  return benchDataSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Examples as a batch of the data file, padded on the right to its longest row. */
export function padBatch(examples: readonly EncodedExample[], padId: number): BenchData['alignment'][number] {
  const longest = Math.max(...examples.map((example) => example.ids.length));
  const fill = (values: readonly number[], rest: number): number[] => [
    ...values,
    ...Array<number>(longest - values.length).fill(rest),
  ];
  return {
    input_ids: examples.map(({ ids: row }) => fill([...row], padId)),
    labels: examples.map(({ ids: row, promptLength }) => fill([...row].fill(-100, 0, promptLength), -100)),
    attention_mask: examples.map(({ ids: row }) => fill(Array<number>(row.length).fill(1), 0)),
  };
}

/** The rows of a batch without padding. */
export function unpadBatch(padded: BenchData['alignment'][number]): EncodedExample[] {
  return padded.input_ids.map((row, index) => {
    const length = padded.attention_mask[index].filter((mask) => mask === 1).length;
    const promptLength = padded.labels[index].filter((label, position) => position < length && label === -100).length;
    return { ids: Int32Array.from(row.slice(0, length)), promptLength };
  });
}
