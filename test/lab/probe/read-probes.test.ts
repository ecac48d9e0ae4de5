import { expect, test } from 'vitest';
import { readProbes } from '../../../src/lab/probe/index.ts';
import { writeProbeFile } from '../../../src/lab/probe/probe-files.ts';
import type { FoundRun } from '../../../src/lab/report/find-runs.ts';
import { datasetSchema } from '../../../src/shared/settings/dataset.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';

/** A run of whose attack the drift was measured; only what the reading looks at. */
function makeRun(
  dataFolder: string,
  digit: string,
  varied: Record<string, unknown>,
  drift: { distance: number; rows: number; digest?: string; start?: number; arm?: string },
): FoundRun {
  const key = digit.repeat(64);
  const { digest = '', start = 0, arm = 'SFT' } = drift;
  const place = { version: 1 as const, key, digest: '', rows: drift.rows, relativeDistance: 0, cosine: 1 };
  writeProbeFile(dataFolder, key, 'drift', {
    version: 1,
    rows: drift.rows,
    digest,
    data: { name: `align-${digit}.jsonl`, ...datasetSchema.omit({ path: true }).parse({ start }) },
    distances: [],
    measuredAtMs: 0,
    results: [
      { kind: 'drift', ...place, step: 0, distance: 0 },
      { kind: 'drift', ...place, step: 50, distance: drift.distance },
    ],
  });
  const run = { runId: digit, arm, varied, settings: { seed: 1, attack: { p: 0.1 } }, stages: { attack: key } };
  // The other fields are not read.
  return { run, experiment: { id: 'one' } } as unknown as FoundRun;
}

test('probes of runs that differ in more than seed and p are never taken for one', () => {
  const dataFolder = makeTemporaryFolder();
  const runs = [
    makeRun(dataFolder, '1', { 'attack.n': 100 }, { distance: 2, rows: 200 }),
    makeRun(dataFolder, '2', { 'attack.n': 500 }, { distance: 8, rows: 200 }),
    makeRun(dataFolder, '3', { 'attack.n': 500 }, { distance: 9, rows: 20 }),
  ];
  const view = readProbes({ dataFolder, listCheckpoints: () => [] }, runs, 'drift');
  expect(view.measuredRuns).toBe(3);
  const attacked = view.groups.filter(({ step }) => step === 50);
  expect(attacked.map(({ varied, rows, points }) => [varied['attack.n'], rows, points[0]?.summary.mean])).toEqual([
    [100, 200, 2],
    [500, 200, 8],
    [500, 20, 9],
  ]);
  expect(view.groups.filter(({ step }) => step === 0).map(({ varied, rows }) => [varied, rows])).toEqual([
    [{}, 200],
    [{}, 20],
  ]);
});

test('says in words where arms were measured on different data, and names each file', () => {
  const dataFolder = makeTemporaryFolder();
  const read = (runs: readonly FoundRun[]) => readProbes({ dataFolder, listCheckpoints: () => [] }, runs, 'drift');
  const [own, other] = ['a'.repeat(64), 'b'.repeat(64)];
  const sft = makeRun(dataFolder, '1', {}, { distance: 2, rows: 200, digest: own });
  // The same content under another name is the same data.
  const renamed = makeRun(dataFolder, '2', {}, { distance: 2, rows: 200, digest: own, arm: 'Booster' });
  expect(read([sft, renamed]).warning).toBeNull();
  const unlike = makeRun(dataFolder, '3', {}, { distance: 2, rows: 200, digest: other, arm: 'Booster' });
  expect(read([sft, unlike]).warning).toBe(
    'The models were measured on different alignment sets, so that their distances are not like for like. SFT: align-1.jsonl (sha256 aaaaaaaa); Booster: align-3.jsonl (sha256 bbbbbbbb).',
  );
  const later = makeRun(dataFolder, '4', {}, { distance: 2, rows: 200, digest: own, start: 50, arm: 'Booster' });
  expect(read([sft, later]).warning).toMatch(/Booster: align-4\.jsonl \(sha256 aaaaaaaa, rows from 50 on\)\.$/);
  expect(read([sft, later]).groups.map(({ data }) => data)).toContainEqual([
    { name: 'align-4.jsonl', digest: own, start: 50, count: null },
  ]);
});

test('counts runs whose models are not here apart from those that only wait to be measured', () => {
  const dataFolder = makeTemporaryFolder();
  const measured = makeRun(dataFolder, '1', {}, { distance: 2, rows: 200 });
  const bare = { ...measured, run: { ...measured.run, stages: { ...measured.run.stages, attack: '2'.repeat(64) } } };
  const kept = { step: 4, path: 'checkpoints/step-000004', sizeBytes: 1 };
  const read = (here: boolean) =>
    readProbes({ dataFolder, listCheckpoints: () => (here ? [kept] : []) }, [measured, bare], 'drift');
  expect(read(false)).toMatchObject({ runs: 2, measuredRuns: 1, withoutModels: 1 });
  expect(read(true)).toMatchObject({ runs: 2, measuredRuns: 1, withoutModels: 0 });
});
