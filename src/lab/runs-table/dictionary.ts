import type { RunColumn } from '../../shared/contract/runs.ts';

/** Collects the values of one column, each distinct one once. */
export class Dictionary {
  readonly distinct: unknown[] = [null];
  readonly indices: Uint32Array;
  readonly #places = new Map<unknown, number>([[null, 0]]);

  /** All rows lack the value at first. */
  constructor(rowCount: number) {
    this.indices = new Uint32Array(rowCount);
  }

  /** Sets the value of a row; a string, number, boolean or null. */
  set(row: number, value: unknown): void {
    let place = this.#places.get(value);
    if (place === undefined) {
      place = this.distinct.push(value) - 1;
      this.#places.set(value, place);
    }
    this.indices[row] = place;
  }
}

/** The column, without the null that no row uses. */
export function finishColumn(dictionary: Dictionary, about: Omit<RunColumn, 'distinct' | 'indices'>): RunColumn {
  const { distinct, indices } = dictionary;
  if (indices.includes(0)) return { ...about, distinct, indices: [...indices] };
  return { ...about, distinct: distinct.slice(1), indices: Array.from(indices, (index) => index - 1) };
}

/** The dictionary of a name; made at its first use. */
export function takeDictionary<Key>(columns: Map<Key, Dictionary>, key: Key, rowCount: number): Dictionary {
  const known = columns.get(key);
  if (known) return known;
  const made = new Dictionary(rowCount);
  columns.set(key, made);
  return made;
}
