import type { Column } from '../model/column.ts';

export type Found =
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'several'; readonly columns: readonly Column[] }
  | { readonly kind: 'unknown'; readonly suggestion: string | null };

/** Other names that people use for fields. */
const aliases: Readonly<Record<string, string>> = {
  tag: 'tags',
  name: 'experiment',
  note: 'notes',
  id: 'run',
  time: 'duration',
  date: 'created',
  disk: 'size',
};

/**
 * The column that a person means by a name: its path, its symbol, its label, or the end of its path
 * ("attack.learningRate" for attack.training.learningRate), whichever fits first.
 */
export function findColumn(name: string, columns: readonly Column[]): Found {
  const wanted = (aliases[name.toLowerCase()] ?? name).toLowerCase();
  const attempts: ((column: Column) => boolean)[] = [
    (column) => column.path.toLowerCase() === wanted,
    (column) => column.symbol?.toLowerCase() === wanted,
    (column) => squeeze(column.label) === squeeze(wanted),
    // Where judges share a metric its columns are called "HS (refusal 1)" and the like.
    (column) => column.path.toLowerCase().startsWith(`${wanted} (`),
    (column) => endsLike(column.path.toLowerCase(), wanted),
  ];
  for (const attempt of attempts) {
    const [first, ...others] = columns.filter(attempt);
    if (first && others.length === 0) return { kind: 'column', column: first };
    if (first) return { kind: 'several', columns: [first, ...others] };
  }
  return { kind: 'unknown', suggestion: suggestName(wanted, columns) };
}

/** True if the wanted parts stand in the path in this order and both end alike. */
function endsLike(path: string, wanted: string): boolean {
  const have = path.split('.');
  const parts = wanted.split('.');
  if (have.at(-1) !== parts.at(-1)) return false;
  let from = 0;
  return parts.every((part) => {
    from = have.indexOf(part, from) + 1;
    return from > 0;
  });
}

function squeeze(label: string): string {
  return label.toLowerCase().replaceAll(/[\s_-]/g, '');
}

function suggestName(wanted: string, columns: readonly Column[]): string | null {
  const names = columns.flatMap((column) => [column.path, column.path.split('.').at(-1) ?? '', column.symbol ?? '']);
  const near = [...new Set(names)]
    .filter((name) => name.length > 1)
    .map((name) => ({ name, distance: countEdits(name.toLowerCase(), wanted) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((left, right) => left.distance - right.distance);
  return near[0]?.name ?? null;
}

/** Levenshtein's distance. */
function countEdits(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 0; i < left.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j += 1) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
