/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-static-element-interactions -- a virtual grid: rows stand where they are scrolled to, which the layout of HTML tables cannot do; keys are handled by the grid around them. */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { text } from '../../../text/index.ts';
import type { TableModel } from '../model/build-model.ts';
import type { Selection } from '../selection/use-selection.ts';
import type { Listing } from '../view/list-view.ts';
import type { View } from '../view/view.ts';
import { moveColumn } from '../view/choose-columns.ts';
import { ColumnMenu } from './column-menu.tsx';
import classes from './grid.module.css';
import { GridHead } from './grid-head.tsx';
import { GridRow, type RowEvents } from './grid-row.tsx';
import { GroupRow } from './group-row.tsx';
import { listVisible, placeColumns, rowHeight } from './layout.ts';
import { useGridKeys } from './use-grid-keys.ts';

interface RunsGridProps {
  readonly model: TableModel;
  readonly listing: Listing;
  readonly view: View;
  readonly change: (change: Partial<View> | ((view: View) => View)) => void;
  readonly selection: Selection;
  readonly onOpen: (run: RunRowView) => void;
  readonly onStar: (run: RunRowView) => void;
  readonly onToggleGroup: (key: string) => void;
  /** Given the function that puts the focus on the active row. */
  readonly onReady: (focus: () => void) => void;
}

/** The table itself: only the rows and columns in sight are drawn, whatever the number of runs. */
export function RunsGrid(props: RunsGridProps) {
  const { model, listing, view, change, selection, onOpen, onStar, onToggleGroup, onReady } = props;
  const { lines, columns } = listing;
  const scroll = useRef<HTMLDivElement>(null);
  const [sideways, setSideways] = useState({ left: 0, width: 1600 });
  const layout = useMemo(() => placeColumns(columns, view), [columns, view]);
  const visible = useMemo(() => listVisible(layout, sideways.left, sideways.width), [layout, sideways]);
  const groupColumns = useMemo(
    () => view.groupBy.flatMap((id) => model.columnById.get(id) ?? []),
    [model, view.groupBy],
  );
  const isGrouped = groupColumns.length > 0;
  const { activeIndex } = selection;

  // oxlint-disable-next-line react/incompatible-library -- React's compiler, which could not memoise it, is not used.
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: rowHeight,
    // The active row stays drawn, or the focus would be lost with it.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return activeIndex === -1 || indexes.includes(activeIndex)
        ? indexes
        : [...indexes, activeIndex].sort((left, right) => left - right);
    },
  });

  const toggleGroup = (index: number) => {
    const line = lines[index];
    selection.activate(index);
    if (line?.kind === 'group') onToggleGroup(line.group.key);
  };
  const open = (index: number) => {
    const line = lines[index];
    const run = line?.kind === 'run' ? model.rows[line.row] : undefined;
    if (run) onOpen(run);
    else toggleGroup(index);
  };
  const press: RowEvents['press'] = (index, { isRange, isToggle }) => {
    if (isRange) selection.extend(index);
    else if (isToggle) selection.toggle(index);
    selection.activate(index);
  };
  const events = useStableEvents({ press, open, star: onStar, toggleGroup });

  const focusRow = useCallback((index: number) => {
    scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
  }, []);
  const wantsFocus = useRef(false);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    focusRow(activeIndex);
  });
  const moveTo = (index: number) => {
    const to = Math.min(lines.length - 1, Math.max(0, index));
    if (to < 0) return;
    rows.scrollToIndex(to);
    selection.activate(to);
    if (to === activeIndex) focusRow(to);
    else wantsFocus.current = true;
  };
  const focusActive = useRef(() => {});
  useLayoutEffect(() => {
    focusActive.current = () => moveTo(activeIndex);
  });
  useEffect(() => onReady(() => focusActive.current()), [onReady]);

  const [menu, setMenu] = useState<{ readonly id: string; readonly rect: DOMRect } | null>(null);
  const closeMenu = () => {
    setMenu(null);
    if (menu) scroll.current?.querySelector<HTMLElement>(`[data-head="${CSS.escape(menu.id)}"]`)?.focus();
  };

  const onKeyDown = useGridKeys({ lines, selection, shown: listing.rows, moveTo, open, onToggleGroup, scroll });

  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const measure = () =>
      setSideways((before) => {
        const next = { left: element.scrollLeft, width: element.clientWidth };
        // Columns come and go in steps: most of a scroll draws nothing new.
        const isNear = Math.abs(next.left - before.left) < 150 && next.width === before.width;
        return isNear ? before : next;
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  return (
    <>
      <div
        ref={scroll}
        className={classes.scroll}
        role={isGrouped ? 'treegrid' : 'grid'}
        aria-label={text.runs.tableLabel}
        aria-multiselectable
        aria-rowcount={lines.length + 1}
        aria-colcount={columns.length + 1}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" style={{ width: layout.width, minWidth: '100%' }} className={classes.headGroup}>
          <GridHead
            layout={layout}
            visible={visible}
            view={view}
            change={change}
            selectedCount={selection.ids.size}
            shownCount={listing.rows.length}
            onSelectAll={(isSelected) => (isSelected ? selection.selectRows(listing.rows) : selection.clear())}
            onMenu={(id, below) => setMenu({ id, rect: below.getBoundingClientRect() })}
            onLeave={() => moveTo(activeIndex)}
          />
        </div>
        <div
          role="rowgroup"
          className={classes.body}
          style={{ height: rows.getTotalSize(), width: layout.width, minWidth: '100%' }}
        >
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            if (!line) return null;
            const common = {
              index,
              layout,
              visible,
              top: start,
              isActive: index === activeIndex,
              isMarked: selection.isActivated && index === activeIndex,
              events,
            };
            if (line.kind === 'group') {
              const { group, isOpen } = line;
              const isSelected = group.rows.every((row) => selection.ids.has(model.rows[row]?.runId ?? ''));
              return (
                <GroupRow
                  key={`group ${group.key}`}
                  {...common}
                  group={group}
                  groupColumns={groupColumns}
                  isOpen={isOpen}
                  isSelected={isSelected}
                />
              );
            }
            const run = model.rows[line.row];
            if (!run) return null;
            return (
              <GridRow
                key={run.runId}
                {...common}
                run={run}
                row={line.row}
                isSelected={selection.ids.has(run.runId)}
                isInGroup={isGrouped}
              />
            );
          })}
        </div>
      </div>
      {menu && (
        <ColumnMenu
          column={model.columnById.get(menu.id)}
          rect={menu.rect}
          view={view}
          change={change}
          onMove={(by) =>
            change({
              order: moveColumn(
                columns.map(({ id }) => id),
                menu.id,
                by,
              ),
            })
          }
          onClose={closeMenu}
        />
      )}
    </>
  );
}

/** Events that stay the same object and always do what was given last, so that unchanged rows are not drawn again. */
function useStableEvents(events: RowEvents): RowEvents {
  const latest = useRef(events);
  useLayoutEffect(() => {
    latest.current = events;
  });
  return useMemo(
    () => ({
      press: (index, how) => latest.current.press(index, how),
      open: (index) => latest.current.open(index),
      star: (run) => latest.current.star(run),
      toggleGroup: (index) => latest.current.toggleGroup(index),
    }),
    [],
  );
}
