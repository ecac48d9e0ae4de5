import { describe, expect, it } from 'vitest';
import { buildTableModel } from '../../../src/renderer/features/runs/model/build-model.ts';
import { toCsv } from '../../../src/renderer/features/runs/model/to-csv.ts';
import { moveColumn, orderColumns } from '../../../src/renderer/features/runs/view/choose-columns.ts';
import { listView } from '../../../src/renderer/features/runs/view/list-view.ts';
import {
  defaultView,
  nextSort,
  readViewStore,
  toggleColumn,
  togglePin,
  type View,
} from '../../../src/renderer/features/runs/view/view.ts';
import { type MadeRun, makeTable } from './make-table.ts';

const model = buildTableModel(
  makeTable([
    { settings: { seed: 0, 'attack.p': 0.1, 'attack.n': 500 }, scores: { HS: 40, FA: 90, 'HS+': 41 } },
    { settings: { seed: 0, 'attack.p': 0.2, 'attack.n': 500 }, scores: { HS: 44, FA: 91 }, tags: ['a, "b"'] },
    { settings: { seed: 0, 'attack.p': 0.3, 'attack.n': 900 }, isArchived: true },
    { settings: { seed: 0, 'attack.p': 0.4, 'attack.n': 900 }, isArchived: true, trashedAtMs: 5 },
  ]),
);

function shownIds(view: Partial<View>): string[] {
  return listView(model, { ...defaultView, ...view }, new Set()).columns.map(({ id }) => id);
}

describe('a view of the runs', () => {
  it('shows by default only settings that vary over the shown runs, and the scores', () => {
    expect(shownIds({})).toEqual([
      'field:arm',
      'field:status',
      'score:HS',
      'score:FA',
      'setting:attack.p',
      'field:tags',
      'field:created',
      'field:duration',
      'field:size',
    ]);
    expect(shownIds({ filter: 'p=0.1' })).not.toContain('setting:attack.p');
    expect(shownIds({ isVaryingOnly: false })).toContain('setting:attack.n');
  });

  it('says from where and when runs were imported, where any was', () => {
    const origin = { fileName: 'theirs.booster.html', digest: 'd'.repeat(64), bundledAtMs: 0, importedAtMs: 1 };
    const mixed = buildTableModel(makeTable([{ origin }, {}]));
    const ids = (filter: string) =>
      listView(mixed, { ...defaultView, filter }, new Set())
        .columns.map(({ id }) => id)
        .filter((id) => /origin|imported/.test(id));
    expect(ids('')).toEqual(['field:origin', 'field:imported']);
    expect(ids('-is:imported')).toEqual([]);
  });

  it('shows any column that was added and none that was removed', () => {
    const view = toggleColumn(toggleColumn(defaultView, 'setting:attack.n', true), 'score:HS', false);
    expect(shownIds(view)).toContain('setting:attack.n');
    expect(shownIds(view)).not.toContain('score:HS');
    expect(shownIds(toggleColumn(view, 'score:HS', true))).toContain('score:HS');
  });

  it('keeps the order made by hand and puts pinned columns first', () => {
    const order = ['score:HS', 'field:arm'];
    expect(shownIds({ order }).slice(0, 3)).toEqual(['field:arm', 'score:HS', 'score:FA']);
    expect(shownIds(togglePin(defaultView, 'score:HS')).slice(0, 2)).toEqual(['field:arm', 'score:HS']);
    expect(orderColumns(['a', 'b', 'c', 'd'], ['d', 'a', 'gone'])).toEqual(['d', 'a', 'b', 'c']);
    expect(moveColumn(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
    expect(moveColumn(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
  });

  it('keeps archived and trashed runs apart', () => {
    const rows = (shelf: View['shelf']) => listView(model, { ...defaultView, shelf }, new Set()).rows;
    expect([rows('active'), rows('archived'), rows('trash')]).toEqual([[0, 1], [2], [3]]);
  });

  it('turns a sort from ascending to descending to none, one column or several', () => {
    const up = nextSort([], 'a', false);
    const both = nextSort(up, 'b', true);
    expect(both).toEqual([
      { id: 'a', isDescending: false },
      { id: 'b', isDescending: false },
    ]);
    expect(nextSort(both, 'a', true)[0]).toEqual({ id: 'a', isDescending: true });
    expect(nextSort(both, 'c', false)).toEqual([{ id: 'c', isDescending: false }]);
    expect(nextSort(nextSort(up, 'a', false), 'a', false)).toEqual([]);
  });

  it('reads what an older or broken window stored', () => {
    expect(readViewStore(null)).toEqual({ current: defaultView, name: null, saved: [] });
    expect(readViewStore({ current: { sort: 'x' } })).toEqual({ current: defaultView, name: null, saved: [] });
    expect(readViewStore({ current: { filter: 'p>0', shelf: 'trash' } }).current).toEqual({
      ...defaultView,
      filter: 'p>0',
    });
  });

  it('writes CSV that keeps quotes, commas and units apart', () => {
    const { columns, rows } = listView(model, { ...defaultView, filter: 'p=0.2' }, new Set());
    expect(toCsv(model, columns, rows)).toBe(
      'run,arm,status,HS,FA,tags,created,duration_seconds,size_bytes\r\n' +
        'r1,Booster,completed,44,91,"a, ""b""",2026-11-02T00:00:00.000Z,,1000\r\n',
    );
  });

  it('filters, sorts and groups a thousand runs of a hundred columns in a few milliseconds', () => {
    const runs = Array.from(
      { length: 1000 },
      (_, index): MadeRun => ({
        arm: index % 2 === 0 ? 'SFT' : 'Booster',
        settings: Object.fromEntries(Array.from({ length: 90 }, (__, path) => [`s.${path}`, (index * path) % 7])),
        scores: { HS: (index * 37) % 100, FA: index % 50 },
      }),
    );
    const large = buildTableModel(makeTable(runs));
    const view: View = {
      ...defaultView,
      filter: 'arm:Booster HS<50',
      sort: [{ id: 'score:FA', isDescending: true }],
      groupBy: ['field:arm', 'setting:s.1'],
    };
    const startedAt = performance.now();
    const listing = listView(large, view, new Set());
    const elapsedMs = performance.now() - startedAt;
    expect(listing.rows).toHaveLength(250);
    expect(listing.columns.length).toBeGreaterThan(80);
    // A keystroke has 100 ms for this and the drawing; ten times the usual leaves room for a busy machine.
    expect(elapsedMs).toBeLessThan(50);
  });
});
