import type { RunColumn, RunRowView, RunsTable } from '../../../src/shared/contract/runs.ts';

/** One run of a made-up table: its fields, and its settings and scores by path. */
export interface MadeRun extends Partial<RunRowView> {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly scores?: Readonly<Record<string, number>>;
}

const symbols: Readonly<Record<string, string>> = { 'attack.p': 'p', 'attack.n': 'n', 'alignment.method.lambda': 'λ' };

/** A table as the lab sends it, with ids r0, r1 … in the order given. */
export function makeTable(runs: readonly MadeRun[]): RunsTable {
  const rows = runs.map(
    ({ settings: _settings, scores: _scores, ...fields }, index): RunRowView => ({
      runId: `r${index}`,
      experimentId: 'sweep-1',
      experimentName: 'Sweep',
      createdAtMs: Date.UTC(2026, 10, 1 + index),
      arm: 'Booster',
      status: 'completed',
      startedAtMs: null,
      finishedAtMs: null,
      workedMs: null,
      fraction: 1,
      sizeBytes: 1000,
      sharedBytes: 0,
      stages: { align: 'a', attack: 'b', evaluate: 'c' },
      tags: [],
      notes: '',
      isStarred: false,
      isArchived: false,
      trashedAtMs: null,
      origin: null,
      ...fields,
    }),
  );
  return {
    rows,
    columns: [
      ...makeColumns(
        'setting',
        runs.map((run) => run.settings ?? {}),
      ),
      ...makeColumns(
        'score',
        runs.map((run) => run.scores ?? {}),
      ),
    ],
    totalBytes: runs.length * 1000,
  };
}

function makeColumns(kind: RunColumn['kind'], values: readonly Readonly<Record<string, unknown>>[]): RunColumn[] {
  const paths = [...new Set(values.flatMap((each) => Object.keys(each)))];
  return paths.map((path) => {
    const distinct: unknown[] = [];
    const indices = values.map((each) => {
      const value = each[path] ?? null;
      const known = distinct.indexOf(value);
      return known === -1 ? distinct.push(value) - 1 : known;
    });
    return { path, label: path, symbol: symbols[path] ?? null, unit: null, kind, distinct, indices };
  });
}
