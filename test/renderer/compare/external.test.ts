import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findExternalResults, listExternalTables } from '../../../src/lab/external/index.ts';
import { getArmStyle } from '../../../src/renderer/charts/run-style.ts';
import { listExternalLines, listExternalPoints } from '../../../src/renderer/features/compare/external.ts';
import { makeData } from './fixture.ts';

const tables = listExternalTables({
  resources: join(import.meta.dirname, '../../../resources'),
  dataFolder: '/no/data/folder',
});
const externalResults = findExternalResults(tables, ['booster-sst2-poison-ratio']);
const data = makeData({ externalResults });
const styles = data.arms.map((_, arm) => getArmStyle(arm));

describe('published numbers on the compare page', () => {
  it('are not there unless asked for', () => {
    expect(listExternalPoints(makeData(), styles, 0)).toEqual([]);
  });

  it('are hollow points at the shown condition alone, in the colour of the arm with the same method', () => {
    const condition = data.conditions.findIndex(({ values }) => values['attack.p'] === 0.1);
    const points = listExternalPoints(data, styles, condition);
    expect(points.map(({ label, x, y }) => [label.split(' ')[0], x, y])).toEqual([
      ['SFT', 93.12, 33.7],
      ['Lisa', 92.32, 23.7],
      ['RepNoise', 93, 32.1],
      ['Vaccine', 93.69, 28.3],
      ['Booster', 93.23, 8.3],
    ]);
    expect(points.every(({ isHollow, label }) => isHollow && label.includes('published'))).toBe(true);
    expect(points[4]?.style.light).toBe(styles[1]?.light);
  });

  it('are dashed lines over p, without averages', () => {
    const lines = listExternalLines(data, styles, { metric: 'HS', over: 'attack.p' });
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatchObject({ xs: [0, 0.05, 0.1, 0.15, 0.2], ys: [1.9, 4.8, 8.3, 14.2, 25.5] });
    expect(lines.every(({ style }) => style.dash.length > 0)).toBe(true);
    expect(listExternalLines(data, styles, { metric: 'HS', over: 'steps' })).toEqual([]);
  });
});
