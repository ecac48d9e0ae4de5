/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus -- a virtual grid: rows stand where they are scrolled to, which the layout of HTML tables cannot do; keys are handled by the grid around them. */
import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDotsVertical } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { text } from '../../../text/index.ts';
import { type Column, isNumeric } from '../model/column.ts';
import { moveColumn } from '../view/choose-columns.ts';
import { nextSort, type View } from '../view/view.ts';
import classes from './grid.module.css';
import { cellStyle, controlsWidth, type GridLayout, type PlacedColumn } from './layout.ts';
import { ResizeHandle } from './resize-handle.tsx';

interface GridHeadProps {
  readonly layout: GridLayout;
  readonly visible: readonly PlacedColumn[];
  readonly view: View;
  readonly change: (change: Partial<View> | ((view: View) => View)) => void;
  readonly selectedCount: number;
  readonly shownCount: number;
  readonly onSelectAll: (isSelected: boolean) => void;
  /** Opens the column's menu below an element. */
  readonly onMenu: (id: string, below: HTMLElement) => void;
  /** Moves the focus into the rows. */
  readonly onLeave: () => void;
}

const stepPx = 16;

/** The heads: press to sort, drag or Alt+arrows to move, the right edge or Shift+arrows to widen, a menu for the rest. */
export function GridHead(props: GridHeadProps) {
  const { layout, visible, view, change, selectedCount, shownCount, onSelectAll, onMenu, onLeave } = props;
  const [focusId, setFocusId] = useState<string | null>(null);
  const [drop, setDrop] = useState<{ readonly id: string; readonly side: 'before' | 'after' } | null>(null);
  const dragged = useRef<string | null>(null);
  const head = useRef<HTMLDivElement>(null);
  const ids = layout.columns.map(({ column }) => column.id);
  const focusable = focusId !== null && ids.includes(focusId) ? focusId : ids[0];

  const focusHead = (id: string | undefined) => {
    if (id === undefined) return;
    setFocusId(id);
    head.current?.querySelector<HTMLElement>(`[data-head="${CSS.escape(id)}"]`)?.focus();
  };
  const move = (id: string, by: number) => change({ order: moveColumn(ids, id, by) });
  const resize = (id: string, width: number) =>
    change((before) => ({ ...before, widths: { ...before.widths, [id]: Math.min(1200, Math.max(40, width)) } }));

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, { column, width }: PlacedColumn) => {
    const side = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (side !== 0 && event.altKey) move(column.id, side);
    else if (side !== 0 && event.shiftKey) resize(column.id, width + side * stepPx);
    else if (side !== 0) focusHead(ids[ids.indexOf(column.id) + side]);
    else if (
      event.key === 'ContextMenu' ||
      (event.key === 'ArrowDown' && event.altKey) ||
      (event.key === 'F10' && event.shiftKey)
    )
      onMenu(column.id, event.currentTarget);
    else if (event.key === 'ArrowDown') onLeave();
    else if (event.key === 'Enter') change({ sort: nextSort(view.sort, column.id, event.shiftKey) });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div
        ref={head}
        role="row"
        aria-rowindex={1}
        className={classes.head}
        style={{ gridTemplateColumns: layout.template }}
      >
        <div
          role="columnheader"
          aria-colindex={1}
          className={classes.headCell}
          data-pinned
          style={{ gridColumn: 1, left: 0, width: controlsWidth, paddingLeft: 8 }}
        >
          <input
            type="checkbox"
            aria-label={text.runs.selectAll}
            checked={selectedCount > 0 && selectedCount >= shownCount}
            ref={(box) => {
              if (box) box.indeterminate = selectedCount > 0 && selectedCount < shownCount;
            }}
            disabled={shownCount === 0}
            onChange={(event) => onSelectAll(event.currentTarget.checked)}
          />
        </div>
        {visible.map((placed) => {
          const { column } = placed;
          const place = view.sort.findIndex((key) => key.id === column.id);
          const key = view.sort[place];
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={placed.index}
              aria-sort={key ? (key.isDescending ? 'descending' : 'ascending') : 'none'}
              className={classes.headCell}
              style={cellStyle(placed)}
              data-pinned={placed.isPinned || undefined}
              data-last-pinned={placed.isLastPinned || undefined}
              data-numeric={isNumeric(column) || undefined}
              data-drop={drop?.id === column.id ? drop.side : undefined}
              onDragOver={(event) => {
                if (!dragged.current) return;
                event.preventDefault();
                setDrop({ id: column.id, side: sideOf(event) });
              }}
              onDrop={(event) => {
                if (dragged.current) change({ order: putBeside(ids, dragged.current, column.id, sideOf(event)) });
                setDrop(null);
              }}
            >
              <UnstyledButton
                className={classes.headLabel}
                data-head={column.id}
                tabIndex={column.id === focusable ? 0 : -1}
                title={describeHead(column)}
                draggable
                onDragStart={(event) => {
                  dragged.current = column.id;
                  event.dataTransfer.effectAllowed = 'move';
                }}
                onDragEnd={() => {
                  dragged.current = null;
                  setDrop(null);
                }}
                onFocus={() => setFocusId(column.id)}
                onKeyDown={(event) => onKeyDown(event, placed)}
                onClick={(event) => change({ sort: nextSort(view.sort, column.id, event.shiftKey) })}
              >
                <span>
                  {column.symbol ?? column.label}
                  {column.kind === 'score' ? ' %' : ''}
                </span>
                {key &&
                  (key.isDescending ? <IconArrowDown size={13} aria-hidden /> : <IconArrowUp size={13} aria-hidden />)}
                {key && view.sort.length > 1 && <sup aria-hidden>{place + 1}</sup>}
              </UnstyledButton>
              <UnstyledButton
                className={classes.menuButton}
                tabIndex={-1}
                aria-label={text.runs.columnMenu(column.label)}
                onClick={(event) => onMenu(column.id, event.currentTarget)}
              >
                <IconDotsVertical size={13} aria-hidden />
              </UnstyledButton>
              <ResizeHandle width={placed.width} onResize={(width) => resize(column.id, width)} />
            </div>
          );
        })}
      </div>
    </>
  );
}

function sideOf(event: { clientX: number; currentTarget: HTMLElement }): 'before' | 'after' {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return event.clientX < left + width / 2 ? 'before' : 'after';
}

function putBeside(ids: readonly string[], id: string, target: string, side: 'before' | 'after'): string[] {
  if (id === target) return [...ids];
  const others = ids.filter((each) => each !== id);
  return others.toSpliced(others.indexOf(target) + (side === 'after' ? 1 : 0), 0, id);
}

function describeHead({ label, symbol, path, unit, kind }: Column): string {
  const name = symbol ? `${label} (${symbol})` : label;
  return `${name}${unit ? `, ${unit}` : ''}${kind === 'field' ? '' : ` – ${path}`}`;
}
