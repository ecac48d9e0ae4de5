/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events -- a virtual grid: rows stand where they are scrolled to, which the layout of HTML tables cannot do; keys are handled by the grid around them. */
import { memo } from 'react';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import { type Column, isNumeric } from '../model/column.ts';
import { formatCell, formatSpread, nameColumn } from '../model/format-value.ts';
import { findShared, type RowGroup, summarise } from '../model/group-rows.ts';
import classes from './grid.module.css';
import type { RowEvents } from './grid-row.tsx';
import { cellStyle, controlsWidth, type GridLayout, type PlacedColumn } from './layout.ts';

interface GroupRowProps {
  readonly group: RowGroup;
  readonly groupColumns: readonly Column[];
  readonly isOpen: boolean;
  readonly index: number;
  readonly layout: GridLayout;
  readonly visible: readonly PlacedColumn[];
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly isMarked: boolean;
  readonly top: number;
  readonly events: RowEvents;
}

/** The head of a group: what its runs share, how many they are, mean ± standard deviation of what was measured. */
export const GroupRow = memo(function GroupRow(props: GroupRowProps) {
  const { group, groupColumns, isOpen, index, layout, visible, isSelected, isActive, isMarked, top, events } = props;
  const pinned = visible.filter(({ isPinned }) => isPinned);
  const titleEnd = pinned.at(-1);
  const title = describeGroup(group, groupColumns);
  const titleWidth = titleEnd ? titleEnd.start + titleEnd.width : controlsWidth + 240;
  // Without pinned columns the title stands over the first ones.
  const rest = visible.filter(({ isPinned, start }) => !isPinned && start >= titleWidth);
  const span = layout.columns.filter(({ start, width }) => start + width <= titleWidth).length;
  return (
    <div
      role="row"
      className={classes.row}
      data-group
      style={{ gridTemplateColumns: layout.template, transform: `translateY(${top}px)` }}
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={isOpen}
      aria-selected={isSelected}
      data-index={index}
      data-marked={isMarked || undefined}
      tabIndex={isActive ? 0 : -1}
      onClick={(event) => {
        if (event.shiftKey || event.ctrlKey || event.metaKey)
          events.press(index, { isRange: event.shiftKey, isToggle: true });
        else events.toggleGroup(index);
      }}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className={`${classes.cell} ${classes.controls}`}
        style={{ gridColumn: `1 / span ${span + 1}`, left: 0 }}
        data-pinned
        data-last-pinned
      >
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isSelected}
          aria-label={text.runs.selectGroup(title)}
          onChange={() => undefined}
          onClick={(event) => {
            event.stopPropagation();
            events.press(index, { isRange: event.shiftKey, isToggle: true });
          }}
        />
        {isOpen ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
        <span title={title}>{title}</span>
        <span className={classes.count}>{text.common.runs(group.rows.length)}</span>
      </div>
      {rest.map((placed) => (
        <div
          key={placed.column.id}
          role="gridcell"
          aria-colindex={placed.index}
          className={classes.cell}
          style={cellStyle(placed)}
          data-numeric={isNumeric(placed.column) || undefined}
        >
          <GroupCell column={placed.column} group={group} />
        </div>
      ))}
    </div>
  );
});

function GroupCell({ column, group }: { column: Column; group: RowGroup }) {
  if (column.kind === 'setting' || !isNumeric(column)) {
    const shared = findShared(column, group.rows);
    return (
      <span className={classes.spread}>{shared === undefined ? text.runs.differs : formatCell(column, shared)}</span>
    );
  }
  const spread = summarise(column, group.rows);
  if (!spread) return <span className={classes.spread}>–</span>;
  const isWhole = spread.n === group.rows.length;
  return (
    <span title={text.runs.spread(formatSpread(column, spread), spread.n)}>
      {formatSpread(column, spread)}
      {isWhole ? null : <span className={classes.count}>n={spread.n}</span>}
    </span>
  );
}

function describeGroup(group: RowGroup, columns: readonly Column[]): string {
  return columns
    .map((column, index) => {
      const value = formatCell(column, group.values[index]);
      return column.kind === 'field' ? value : `${nameColumn(column)} = ${value}`;
    })
    .join(' · ');
}
