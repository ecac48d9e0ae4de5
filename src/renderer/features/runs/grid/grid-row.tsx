/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events -- a virtual grid: rows stand where they are scrolled to, which the layout of HTML tables cannot do; keys are handled by the grid around them. */
import { memo } from 'react';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { text } from '../../../text/index.ts';
import { isNumeric } from '../model/column.ts';
import { CellContent } from './cell-content.tsx';
import classes from './grid.module.css';
import { cellStyle, type GridLayout, type PlacedColumn } from './layout.ts';

/** What rows tell the grid; one object for all of them, so that a row is drawn again only for its own sake. */
export interface RowEvents {
  press(index: number, how: { readonly isRange: boolean; readonly isToggle: boolean }): void;
  open(index: number): void;
  star(run: RunRowView): void;
  toggleGroup(index: number): void;
}

interface RowProps {
  readonly run: RunRowView;
  /** In the model. */
  readonly row: number;
  /** In the lines of the table. */
  readonly index: number;
  readonly layout: GridLayout;
  readonly visible: readonly PlacedColumn[];
  readonly isSelected: boolean;
  /** Takes the focus of the grid. */
  readonly isActive: boolean;
  /** Is what actions without a selection act on. */
  readonly isMarked: boolean;
  readonly isInGroup: boolean;
  readonly top: number;
  readonly events: RowEvents;
}

/** One run of the table. */
export const GridRow = memo(function GridRow(props: RowProps) {
  const { run, row, index, layout, visible, isSelected, isActive, isMarked, isInGroup, top, events } = props;
  const name = text.runs.rowName(run.experimentName, run.arm);
  return (
    // Keys are handled by the grid around all rows.
    <div
      role="row"
      className={classes.row}
      style={{ gridTemplateColumns: layout.template, transform: `translateY(${top}px)` }}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-level={isInGroup ? 2 : undefined}
      data-index={index}
      data-marked={isMarked || undefined}
      tabIndex={isActive ? 0 : -1}
      onClick={(event) => events.press(index, { isRange: event.shiftKey, isToggle: event.ctrlKey || event.metaKey })}
      onDoubleClick={() => events.open(index)}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className={`${classes.cell} ${classes.controls}`}
        style={{ gridColumn: 1, left: 0 }}
        data-pinned
      >
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isSelected}
          aria-label={text.runs.selectRow(name)}
          onChange={() => undefined}
          onClick={(event) => {
            event.stopPropagation();
            events.press(index, { isRange: event.shiftKey, isToggle: true });
          }}
        />
        <button
          type="button"
          tabIndex={-1}
          className={`mantine-focus-auto ${classes.star}`}
          style={{ background: 'none', border: 0, padding: 0 }}
          aria-pressed={run.isStarred}
          aria-label={text.runs.starRow(name)}
          onClick={(event) => {
            event.stopPropagation();
            events.star(run);
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          {run.isStarred ? <IconStarFilled size={15} aria-hidden /> : <IconStar size={15} aria-hidden />}
        </button>
      </div>
      {visible.map((placed) => (
        <div
          key={placed.column.id}
          role="gridcell"
          aria-colindex={placed.index}
          className={classes.cell}
          style={cellStyle(placed)}
          data-pinned={placed.isPinned || undefined}
          data-last-pinned={placed.isLastPinned || undefined}
          data-numeric={isNumeric(placed.column) || undefined}
        >
          <CellContent column={placed.column} row={row} run={run} />
        </div>
      ))}
    </div>
  );
});
