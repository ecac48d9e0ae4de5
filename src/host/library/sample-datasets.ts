import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetEntry } from '../../shared/contract/library.ts';
import { columnsSchema } from '../../shared/settings/dataset.ts';
import { hashFile } from './hash-file.ts';

const files = [
  {
    id: 'sample-alignment',
    name: 'Sample: refusals and recipes',
    file: 'split-{seed}/alignment.jsonl',
    role: 'alignment',
  },
  {
    id: 'sample-harmful',
    name: 'Sample: harmful, for the defence',
    file: 'split-{seed}/harmful.jsonl',
    role: 'harmful',
  },
  { id: 'sample-attack', name: 'Sample: harmful, for the attack', file: 'split-{seed}/attack.jsonl', role: 'harmful' },
  { id: 'sample-task', name: 'Sample: reviews to learn', file: 'reviews-train.jsonl', role: 'task' },
  { id: 'sample-task-test', name: 'Sample: reviews to test with', file: 'reviews-test.jsonl', role: 'test' },
  {
    id: 'sample-safety-test',
    name: 'Sample: harmful questions to test with',
    file: 'split-{seed}/test-harmful.jsonl',
    role: 'test',
  },
  {
    id: 'sample-benign-test',
    name: 'Sample: harmless questions to test with',
    file: 'split-{seed}/test-foods.jsonl',
    role: 'test',
  },
] as const satisfies readonly { id: string; name: string; file: string; role: DatasetEntry['role'] }[];

/** The data sets of the embedded sample project; each `{seed}` has files of the same size, so that the first speaks for all. */
export function createSampleDatasets(resources: string): () => Promise<readonly DatasetEntry[]> {
  let known: Promise<readonly DatasetEntry[]> | null = null;
  return () => {
    known ??= Promise.all(files.map((entry) => describe(join(resources, 'sample', 'data'), entry)));
    return known;
  };
}

/** The file that stands for a path with "{seed}": that of seed 0. */
export function fillSeed(path: string): string {
  return path.replaceAll('{seed}', '0');
}

async function describe(folder: string, { id, name, file, role }: (typeof files)[number]): Promise<DatasetEntry> {
  const path = join(folder, ...file.split('/'));
  const first = fillSeed(path);
  const stats = await stat(first).catch(() => null);
  return {
    id,
    name,
    path,
    source: 'sample',
    role,
    rowCount: stats ? (await readFile(first, 'utf8')).trimEnd().split('\n').length : null,
    sizeBytes: stats?.size ?? 0,
    digest: stats && first === path ? await hashFile(path) : null,
    columns: columnsSchema.parse({}),
    recipe: null,
    from: null,
    addedAtMs: null,
    isMissing: stats === null,
  };
}
