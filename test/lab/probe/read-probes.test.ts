import { expect, test } from 'vitest';
import { readProbes } from '../../../src/lab/probe/index.ts';
import { writeProbeFile } from '../../../src/lab/probe/probe-files.ts';
import type { FoundRun } from '../../../src/lab/report/find-runs.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';

/** A run of whose attack the drift was measured; only what the reading looks at. */
function makeRun(
  dataFolder: string,
  digit: string,
  varied: Record<string, unknown>,
  drift: { distance: number; rows: number },
): FoundRun {
  const key = digit.repeat(64);
  const place = { version: 1 as const, key, digest: '', rows: drift.rows, relativeDistance: 0, cosine: 1 };
  writeProbeFile(dataFolder, key, 'drift', {
    version: 1,
    rows: drift.rows,
    digest: '',
    distances: [],
    measuredAtMs: 0,
    results: [
      { kind: 'drift', ...place, step: 0, distance: 0 },
      { kind: 'drift', ...place, step: 50, distance: drift.distance },
    ],
  });
  const run = { runId: digit, arm: 'SFT', varied, settings: { seed: 1, attack: { p: 0.1 } }, stages: { attack: key } };
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
