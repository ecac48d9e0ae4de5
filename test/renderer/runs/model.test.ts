import { describe, expect, it } from 'vitest';
import { buildTableModel, seedGroupId } from '../../../src/renderer/features/runs/model/build-model.ts';
import { type Column, readValue } from '../../../src/renderer/features/runs/model/column.ts';
import { formatCell, formatSpread } from '../../../src/renderer/features/runs/model/format-value.ts';
import { findShared, groupRows, listLines, summarise } from '../../../src/renderer/features/runs/model/group-rows.ts';
import { sortRows } from '../../../src/renderer/features/runs/model/sort-rows.ts';
import { findVarying } from '../../../src/renderer/features/runs/model/varying.ts';
import { makeTable } from './make-table.ts';

const model = buildTableModel(
  makeTable([
    { arm: 'SFT', settings: { seed: 0, 'attack.p': 0.1, 'attack.n': 500, data: '/a/split-0/x' }, scores: { HS: 40 } },
    { arm: 'SFT', settings: { seed: 1, 'attack.p': 0.1, 'attack.n': 500, data: '/a/split-1/x' }, scores: { HS: 44 } },
    {
      arm: 'Booster',
      settings: { seed: 0, 'attack.p': 0.1, 'attack.n': 500, data: '/a/split-0/x' },
      scores: { HS: 9 },
    },
    { arm: 'Booster', settings: { seed: 0, 'attack.p': 0.05, 'attack.n': 500, data: '/a/split-0/x' } },
  ]),
);
const all = [0, 1, 2, 3];

function column(id: string): Column {
  const found = model.columnById.get(id);
  if (!found) throw new Error(`no column ${id}`);
  return found;
}

describe('the table of runs', () => {
  it('reads values by row', () => {
    expect(all.map((row) => readValue(column('score:HS'), row))).toEqual([40, 44, 9, null]);
    expect(all.map((row) => readValue(column('field:arm'), row))).toEqual(['SFT', 'SFT', 'Booster', 'Booster']);
  });

  it('sorts by several columns, numbers by size, and leaves runs without a value at the end either way', () => {
    const sort = (...keys: [string, boolean][]) =>
      sortRows(
        all,
        keys.map(([id, isDescending]) => ({ id, isDescending })),
        model.columnById,
      );
    expect(sort(['score:HS', false])).toEqual([2, 0, 1, 3]);
    expect(sort(['score:HS', true])).toEqual([1, 0, 2, 3]);
    expect(sort(['field:arm', false], ['setting:attack.p', false])).toEqual([3, 2, 0, 1]);
    expect(sort(['no such column', false])).toEqual(all);
  });

  it('finds the settings that differ between the shown rows, without those that only follow the seed', () => {
    const paths = (rows: number[]) => findVarying(model.columns, rows).map(({ path }) => path);
    expect(paths(all)).toEqual(['seed', 'attack.p']);
    expect(paths([0, 1])).toEqual(['seed']);
    expect(paths([0, 2])).toEqual([]);
    expect(paths([])).toEqual([]);
  });

  it('puts runs that are equal but for the seed into one seed group', () => {
    const groups = groupRows(all, [column(seedGroupId)]);
    expect(groups.map(({ values, rows }) => [values[0], rows])).toEqual([
      ['SFT', [0, 1]],
      ['Booster, p = 0.1', [2]],
      ['Booster, p = 0.05', [3]],
    ]);
  });

  it('groups by any columns and closes groups', () => {
    const groups = groupRows(all, [column('field:arm'), column('setting:attack.p')]);
    expect(groups.map(({ values, rows }) => [values, rows])).toEqual([
      [
        ['SFT', 0.1],
        [0, 1],
      ],
      [['Booster', 0.1], [2]],
      [['Booster', 0.05], [3]],
    ]);
    const lines = listLines(groups, new Set([groups[0]?.key ?? '']));
    expect(lines.map((line) => (line.kind === 'group' ? `group of ${line.group.rows.length}` : line.row))).toEqual([
      'group of 2',
      'group of 1',
      2,
      'group of 1',
      3,
    ]);
  });

  it('summarises over every member that has a value and says how many those are', () => {
    const hs = column('score:HS');
    const spread = summarise(hs, all);
    expect(spread).toMatchObject({ n: 3, mean: 31 });
    expect(spread?.sd).toBeCloseTo(19.157, 3);
    expect(summarise(hs, [0, 1])?.sd).toBeCloseTo(Math.SQRT2 * 2);
    expect(summarise(hs, [2])).toEqual({ n: 1, mean: 9, sd: null });
    expect(summarise(hs, [3])).toBeNull();
    expect(summarise(column('field:arm'), all)).toBeNull();
    expect(formatSpread(hs, { n: 2, mean: 42, sd: 2.83 })).toBe('42.0 ± 2.8');
  });

  it('shows in a group what all of its runs share', () => {
    expect(findShared(column('setting:attack.p'), [0, 1, 2])).toBe(0.1);
    expect(findShared(column('setting:attack.p'), all)).toBeUndefined();
  });

  it('shortens paths and writes numbers for people', () => {
    expect(formatCell(column('setting:data'), '/a/split-0/x')).toBe('…/split-0/x');
    expect(formatCell(column('setting:attack.n'), 5000)).toBe('5,000');
    expect(formatCell(column('setting:attack.n'), null)).toBe('–');
    expect(formatCell(column('field:size'), 2.5e9)).toBe('2.5 GB');
    expect(formatCell(column('field:status'), 'failed')).toBe('Failed');
  });
});
