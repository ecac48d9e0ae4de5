import type { Column } from '../model/column.ts';
import { widthOf } from '../view/choose-columns.ts';
import type { View } from '../view/view.ts';

/** Where a column stands in the grid. */
export interface PlacedColumn {
  readonly column: Column;
  /** Counted from 1 after the cell with the checkbox. */
  readonly index: number;
  readonly width: number;
  /** Pixels from the left edge of all columns. */
  readonly start: number;
  readonly isPinned: boolean;
  readonly isLastPinned: boolean;
}

export interface GridLayout {
  readonly columns: readonly PlacedColumn[];
  readonly template: string;
  readonly width: number;
}

export const controlsWidth = 62;
export const rowHeight = 34;

/** Places the shown columns side by side after the checkbox and star. */
export function placeColumns(columns: readonly Column[], view: View): GridLayout {
  let start = controlsWidth;
  const pinnedCount = columns.filter(({ id }) => view.pinned.includes(id)).length;
  const placed = columns.map((column, place): PlacedColumn => {
    const width = widthOf(column, view);
    const at = { column, index: place + 2, width, start };
    start += width;
    return { ...at, isPinned: place < pinnedCount, isLastPinned: place === pinnedCount - 1 };
  });
  const template = [controlsWidth, ...placed.map(({ width }) => width)].map((width) => `${width}px`).join(' ');
  return { columns: placed, template, width: start };
}

/** The columns that can be seen when scrolled so far, pinned ones always; some more at the sides. */
export function listVisible({ columns }: GridLayout, scrollLeft: number, viewWidth: number): readonly PlacedColumn[] {
  const margin = 300;
  return columns.filter(
    ({ isPinned, start, width }) =>
      isPinned || (start + width > scrollLeft - margin && start < scrollLeft + viewWidth + margin),
  );
}

/** Inline style of a cell in its column. */
export function cellStyle({ index, isPinned, start }: PlacedColumn) {
  return isPinned ? { gridColumn: index, left: start } : { gridColumn: index };
}
