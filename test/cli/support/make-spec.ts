import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../support/read-imports.ts';

/** A spec of the sample project, cut down to a few seconds: one step of alignment, two of attack, a few answers. */
export function makeTinySpec(): Record<string, unknown> {
  const sample = join(repository, 'resources/sample');
  const split = join(sample, 'data/split-0');
  return {
    version: 1,
    name: 'Tiny',
    settings: {
      model: { path: join(sample, 'model') },
      template: 'plain',
      maxLength: 64,
      trainable: { kind: 'lora', rank: 2 },
      alignment: {
        method: { name: 'sft' },
        data: { path: join(split, 'alignment.jsonl'), count: 20 },
        harmful: { path: join(split, 'harmful.jsonl'), count: 20 },
        training: { maxSteps: 2, batchSize: 4 },
      },
      attack: {
        task: { path: join(sample, 'data/reviews-train.jsonl'), count: 40 },
        harmful: { path: join(split, 'attack.jsonl'), count: 10 },
        n: 20,
        p: 0.1,
        training: { maxSteps: 2, batchSize: 4 },
      },
      evaluation: {
        safety: { data: { path: join(split, 'test-harmful.jsonl'), count: 6 }, maxNewTokens: 4 },
        utility: { data: { path: join(sample, 'data/reviews-test.jsonl'), count: 6 }, maxNewTokens: 2 },
        includeAligned: false,
      },
    },
    vary: { seed: [0, 1] },
  };
}

/** Writes a spec into a folder. Returns its path. */
export function writeSpec(folder: string, spec: object, name = 'spec.json'): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(spec));
  return path;
}
