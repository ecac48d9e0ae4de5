import type { RunColumn, RunRowView, RunsTable } from '../../../../shared/contract/runs.ts';
import { text } from '../../../text/index.ts';
import type { Column, ValueType } from './column.ts';
import { findSeedGroups } from './seed-groups.ts';

/** The runs as the page works with them: every row, and every column in dictionary form. */
export interface TableModel {
  readonly rows: readonly RunRowView[];
  readonly columns: readonly Column[];
  readonly columnById: ReadonlyMap<string, Column>;
  readonly rowById: ReadonlyMap<string, number>;
}

/** Prepares what the lab sent; nothing is built per cell. */
export function buildTableModel(table: RunsTable): TableModel {
  const { rows } = table;
  const sent = table.columns.map(readColumn);
  const fields = fieldReaders.map(([path, valueType, read]) => encodeField(path, valueType, rows.map(read)));
  const seedGroup = encodeField(seedGroupPath, 'text', findSeedGroups(rows, sent));
  const columns = [...fields, seedGroup, ...sent];
  return {
    rows,
    columns,
    columnById: new Map(columns.map((column) => [column.id, column])),
    rowById: new Map(rows.map((row, index) => [row.runId, index])),
  };
}

const seedGroupPath = 'seedGroup';

/** What grouping by seed group refers to; not a column that is shown. */
export const seedGroupId = `field:${seedGroupPath}`;

type FieldPath = keyof typeof text.runs.fields;

const fieldReaders: readonly (readonly [FieldPath, ValueType, (row: RunRowView) => unknown])[] = [
  ['star', 'flag', (row) => row.isStarred],
  ['experiment', 'text', (row) => row.experimentName],
  ['arm', 'text', (row) => row.arm],
  ['status', 'status', (row) => row.status],
  ['tags', 'tags', (row) => (row.tags.length > 0 ? row.tags : null)],
  ['notes', 'text', (row) => row.notes || null],
  ['progress', 'fraction', (row) => row.fraction],
  ['created', 'time', (row) => row.createdAtMs],
  ['started', 'time', (row) => row.startedAtMs],
  ['finished', 'time', (row) => row.finishedAtMs],
  ['duration', 'duration', (row) => row.workedMs],
  ['size', 'bytes', (row) => row.sizeBytes],
  ['shared', 'bytes', (row) => row.sharedBytes],
  ['run', 'text', (row) => row.runId],
  ['origin', 'text', (row) => row.origin?.fileName ?? null],
  ['imported', 'time', (row) => row.origin?.importedAtMs ?? null],
];

function encodeField(path: FieldPath, valueType: ValueType, values: readonly unknown[]): Column {
  const codes = new Map<unknown, number>();
  const distinct: unknown[] = [];
  const indices = values.map((value) => {
    const identity = Array.isArray(value) ? value.join('\n') : value;
    const known = codes.get(identity);
    if (known !== undefined) return known;
    codes.set(identity, distinct.length);
    return distinct.push(value) - 1;
  });
  const label = text.runs.fields[path];
  return { id: `field:${path}`, path, label, symbol: null, unit: null, kind: 'field', valueType, distinct, indices };
}

function readColumn(column: RunColumn): Column {
  return { ...column, id: `${column.kind}:${column.path}`, valueType: guessType(column) };
}

function guessType({ kind, distinct }: RunColumn): ValueType {
  if (kind === 'score') return 'score';
  const values = distinct.filter((value) => value !== null);
  return values.length > 0 && values.every((value) => typeof value === 'number') ? 'number' : 'text';
}
