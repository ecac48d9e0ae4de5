import { describe, expect, it } from 'vitest';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { buildPivot } from '../../../src/lab/report/pivot/build-pivot.ts';
import { encodePivot } from '../../../src/lab/report/pivot/encode-pivot.ts';
import { findDifference, findScore } from '../../../src/shared/report/find-scores.ts';
import { makeFixtureSource } from './fixture-source.ts';

const source = makeFixtureSource();
const data = buildReportData(
  {
    ...source,
    listMeasures: ({ align }) => [
      { name: 'align.seconds', label: 'Time of the alignment', unit: 's', value: 10 + Number(align.split('/')[3]) },
    ],
  },
  { writtenAtMs: 0 },
);

describe('buildPivot', () => {
  it('has exactly the report’s means, intervals and n', () => {
    const pivot = buildPivot(data, { rows: 'arm', columns: 'attack.p', metric: 'HS' });
    expect(pivot.columns.map(({ value }) => value)).toEqual([0, 0.1]);
    pivot.rows.forEach((row, arm) => {
      row.cells.forEach((cell, condition) => {
        const summary = findScore(data, arm, { condition, step: 300, metric: 0 })?.summary;
        expect(cell).toMatchObject({ ...summary });
      });
    });
  });

  it('holds other axes at the hardest attack and says so', () => {
    const pivot = buildPivot(data, { rows: 'arm', columns: 'step', metric: 'FA' });
    expect(pivot.fixed).toEqual(['p = 0.1']);
    expect(pivot.columns).toHaveLength(6);
    expect(buildPivot(data, { rows: 'arm', columns: null, metric: 'HS', where: { 'attack.p': '0' } }).fixed).toEqual([
      'after 300 attack steps',
      'p = 0',
    ]);
  });

  it('never averages over more than the seed: such a cell is empty, with the reason', () => {
    const pivot = buildPivot(data, { rows: 'attack.p', columns: null, metric: 'HS' });
    expect(pivot.rows.map((row) => row.cells)).toEqual([[null], [null]]);
    expect(pivot.notes.join(' ')).toContain('2 cells are empty because runs that differ in more than the seed');
    const one = buildPivot(data, { rows: 'attack.p', columns: null, metric: 'HS', where: { arm: 'SFT' } });
    expect(one.rows.map((row) => row.cells[0]?.n)).toEqual([5, 5]);
    // A weaker attack is no better defence.
    expect(one.rows.some((row) => row.cells[0]?.isBest)).toBe(false);
  });

  it('takes settings of an arm and measures of a run', () => {
    const pivot = buildPivot(data, { rows: 'alignment.method.lambda', columns: null, metric: 'align.seconds' });
    expect(pivot.rows.map(({ label }) => label)).toEqual(['–', '2']);
    expect(pivot.rows[1]?.cells[0]).toMatchObject({ n: 5, mean: 12 });
    expect(encodePivot(pivot, 'md')).toContain('| 2 | 12 ± 1.963 |');
  });

  it('names what it knows where something is asked that does not vary', () => {
    expect(() => buildPivot(data, { rows: 'attack.n', columns: null, metric: 'HS' })).toThrow('attack.p');
    expect(() => buildPivot(data, { rows: 'arm', columns: null, metric: 'loss' })).toThrow('HS+');
    expect(() => buildPivot(data, { rows: 'arm', columns: null, metric: 'HS', step: 7 })).toThrow('found 7');
  });

  it('is written with n, unrounded where programs read it', () => {
    const pivot = buildPivot(data, { rows: 'arm', columns: 'attack.p', metric: 'HS' });
    expect(encodePivot(pivot, 'md')).toContain('HS (%) by Arm and p; after 300 attack steps; n = 5');
    const [head, first] = encodePivot(pivot, 'csv').split('\r\n');
    expect(head).toBe('Arm,p,metric,unit,n,mean,sd,low,high,best');
    expect(first?.startsWith(`SFT,0,HS,%,5,${pivot.rows[0]?.cells[0]?.mean}`)).toBe(true);
    expect(encodePivot(pivot, 'tsv').split('\n')[0]).toBe('Arm\t0\t0.1');
    expect(JSON.parse(encodePivot(pivot, 'json'))).toEqual(JSON.parse(JSON.stringify(pivot)));
  });
});

describe('differences', () => {
  it('are corrected over arms and conditions of one metric and step', () => {
    const place = { step: 300, metric: 0 };
    const found = [0, 1].map((condition) => findDifference(data, 1, { ...place, condition }));
    expect(found.every((difference) => difference?.comparisons === 2)).toBe(true);
    const smaller = Math.min(...found.map((difference) => difference?.p ?? 1));
    expect(Math.min(...found.map((difference) => difference?.pHolm ?? 1))).toBeCloseTo(2 * smaller, 12);
  });
});
