import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KnownDigest } from '../../src/lab/plan/digest.ts';
import { planExperiment } from '../../src/lab/plan/index.ts';
import { repository } from '../support/read-imports.ts';

const example = join(repository, 'docs/example');

describe('the example in docs/experiments.md', () => {
  it('is quoted as it lies in the folder', () => {
    const page = readFileSync(join(repository, 'docs/experiments.md'), 'utf8');
    expect(page).toContain(`\`\`\`json\n${readFileSync(join(example, 'experiment.json'), 'utf8')}\`\`\`\n`);
    for (const name of ['pairs.jsonl', 'task.jsonl']) {
      const [first] = readFileSync(join(example, name), 'utf8').split('\n');
      expect(page).toContain(first);
    }
  });

  it('gives the runs and stages that the page counts', async () => {
    const digests = new Map<string, KnownDigest>();
    const plan = await planExperiment(join(example, 'experiment.json'), {
      memory: { find: (path) => digests.get(path), save: (known) => void digests.set(known.path, known) },
      isComplete: () => false,
      execution: {},
    });
    expect(plan.runs).toHaveLength(8);
    expect(plan.stages.filter(({ kind }) => kind === 'align')).toHaveLength(4);
    expect(plan.stages).toHaveLength(20);
  });
});
