import { describe, expect, it } from 'vitest';
import { makeLargeStore } from '../../bench/store/make-store.ts';
import { openLab } from '../../src/lab/index.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';

describe('a store of many runs', () => {
  it('is opened whole, and answers its table and curves in a fraction of a second', async () => {
    const folder = makeTemporaryFolder();
    makeLargeStore(folder, { runs: 200, points: 2500 });
    const lab = await openLab({ dataFolder: folder });
    expect(lab.warnings).toEqual([]);
    const startedAtMs = performance.now();
    const { rows, columns } = lab.getRunsTable();
    const curves = lab.getCurves(
      rows.slice(0, 20).map((row) => row.stages.attack),
      { maxPoints: 500 },
    );
    const elapsedMs = performance.now() - startedAtMs;
    expect(rows).toHaveLength(200);
    expect(new Set(columns.map((column) => column.kind))).toEqual(new Set(['setting', 'score', 'curve']));
    expect(curves.map(({ series }) => series.map(({ steps }) => steps.length))).toEqual(
      Array(20).fill(Array(10).fill(500)),
    );
    expect(elapsedMs).toBeLessThan(600);
    await lab.stop();
  });
});
