import type { Cell } from './data-table.ts';

/** Rows that belong together, such as the points of a curve: a report has hundreds of thousands of rows in few groups. */
export interface Group<Item> {
  readonly it: Item;
  /** How many rows it has. */
  readonly size: number;
}

/** A column that says the same in all rows of a group. */
export function repeatPerGroup<Item>(groups: readonly Group<Item>[], read: (item: Item) => Cell | undefined): Cell[] {
  return fillCells(groups, (cells, from, { it, size }) => cells.fill(read(it) ?? null, from, from + size));
}

/** A column whose cells are read row by row: `begin` is called once for a group, what it returns for each of its rows. */
export function joinGroups<Item>(
  groups: readonly Group<Item>[],
  begin: (item: Item) => (row: number) => Cell | undefined,
): Cell[] {
  return fillCells(groups, (cells, from, { it, size }) => {
    const read = begin(it);
    for (let row = 0; row < size; row += 1) cells[from + row] = read(row) ?? null;
  });
}

function fillCells<Item>(
  groups: readonly Group<Item>[],
  fill: (cells: Cell[], from: number, group: Group<Item>) => void,
): Cell[] {
  const cells: Cell[] = [];
  // All at once: growing by the way, and Array.from, take several times as long.
  cells.length = groups.reduce((sum, { size }) => sum + size, 0);
  let from = 0;
  for (const group of groups) {
    fill(cells, from, group);
    from += group.size;
  }
  return cells;
}
