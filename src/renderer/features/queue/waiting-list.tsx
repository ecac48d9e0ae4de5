import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { VisuallyHidden } from '@mantine/core';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { QueueItem } from '../../../shared/contract/runs.ts';
import { text } from '../../text/index.ts';
import { findBefore } from './change-queue.ts';
import { describeItem } from './describe-item.ts';
import classes from './queue.module.css';
import type { QueueActions } from './use-queue-actions.ts';
import { WaitingRow } from './waiting-row.tsx';

const rowHeight = 56;

/** The runs that wait, in order of execution: to be dragged, or moved with Alt and arrows; only those in sight are drawn. */
export function WaitingList({ items, actions }: { items: readonly QueueItem[]; actions: QueueActions }) {
  const scroll = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [draggedId, setDraggedId] = useState<string | null>(null);
  const [spoken, setSpoken] = useState('');
  const ids = useMemo(() => items.map(({ runId }) => runId), [items]);
  const found = activeId === null ? -1 : ids.indexOf(activeId);
  const activeIndex = found === -1 ? 0 : found;
  const draggedIndex = draggedId === null ? -1 : ids.indexOf(draggedId);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  // oxlint-disable-next-line react/incompatible-library -- React's compiler, which could not memoise it, is not used.
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 2,
    // What has the focus or is being dragged must stay, however far the list is scrolled.
    rangeExtractor: (range) => {
      const kept = [activeIndex, draggedIndex].filter((index) => index >= 0 && index < items.length);
      return [...new Set([...defaultRangeExtractor(range), ...kept])].sort((left, right) => left - right);
    },
  });

  const wantsFocus = useRef(false);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroll.current?.querySelector<HTMLElement>(`[data-row="${activeIndex}"]`)?.focus({ preventScroll: true });
  });
  const goTo = (index: number) => {
    const to = Math.min(items.length - 1, Math.max(0, index));
    rows.scrollToIndex(to);
    setActiveId(ids[to] ?? null);
    wantsFocus.current = true;
  };
  const moveTo = (runId: string, to: number) => {
    const from = ids.indexOf(runId);
    const before = findBefore(items, from, to);
    const item = items[from];
    if (before === undefined || !item) return;
    setActiveId(runId);
    wantsFocus.current = true;
    actions.move(runId, before);
    const place = Math.min(items.length, Math.max(1, to + 1));
    setSpoken(text.queue.moved(describeItem(item), place, items.length));
    rows.scrollToIndex(place - 1);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const runId = ids[activeIndex];
    // A lifted row follows the keys of the drag instead.
    if (draggedId !== null || runId === undefined || !(event.target instanceof HTMLElement)) return;
    const isOnRow = event.target.dataset['row'] !== undefined;
    // With Alt also from the row's own buttons, but not from its menu, which React counts as inside.
    if (!isOnRow && !(event.altKey && event.currentTarget.contains(event.target))) return;
    const step = stepOf(event.key, activeIndex, items.length);
    const item = items[activeIndex];
    if (step !== null && event.altKey) moveTo(runId, activeIndex + step);
    else if (step !== null) goTo(activeIndex + step);
    else if (!isOnRow) return;
    else if (event.key === 'h' && item) actions.hold([item], !item.isHeld);
    else if (event.key === 'Delete' && item) actions.cancel(item);
    else return;
    event.preventDefault();
  };

  const onDragEnd = ({ active, over }: DragEndEvent) => {
    setDraggedId(null);
    if (over && active.id !== over.id) moveTo(String(active.id), ids.indexOf(String(over.id)));
  };
  const placeOf = (id: string | number) => ids.indexOf(String(id)) + 1;
  const nameOf = (id: string | number) => {
    const item = items[ids.indexOf(String(id))];
    return item ? describeItem(item) : String(id);
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragStart={({ active }) => setDraggedId(String(active.id))}
      onDragCancel={() => setDraggedId(null)}
      onDragEnd={onDragEnd}
      accessibility={{
        screenReaderInstructions: { draggable: text.queue.dragHelp },
        announcements: {
          onDragStart: ({ active }) => text.queue.lifted(nameOf(active.id), placeOf(active.id), ids.length),
          onDragOver: ({ active, over }) =>
            over ? text.queue.over(nameOf(active.id), placeOf(over.id), ids.length) : undefined,
          onDragEnd: ({ active, over }) =>
            over ? text.queue.moved(nameOf(active.id), placeOf(over.id), ids.length) : undefined,
          onDragCancel: ({ active }) => text.queue.dropped(nameOf(active.id)),
        },
      }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <div ref={scroll} className={classes.list}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of the entries, which have the focus, are handled once for all. */}
          <ol
            className={classes.plain}
            aria-label={text.queue.waiting(items.length)}
            style={{ height: rows.getTotalSize(), position: 'relative' }}
            onKeyDown={onKeyDown}
          >
            {rows.getVirtualItems().map(({ index, start }) => {
              const item = items[index];
              return (
                item && (
                  <WaitingRow
                    key={item.runId}
                    item={item}
                    index={index}
                    count={items.length}
                    top={start}
                    isActive={index === activeIndex}
                    actions={actions}
                    onFocus={() => setActiveId(item.runId)}
                    onMove={(to) => moveTo(item.runId, to)}
                  />
                )
              );
            })}
          </ol>
        </div>
      </SortableContext>
      <VisuallyHidden aria-live="polite">{spoken}</VisuallyHidden>
    </DndContext>
  );
}

/** How many places a key goes; null for keys that go nowhere. */
function stepOf(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return 1;
    case 'ArrowUp':
    case 'k':
      return -1;
    case 'Home':
      return -from;
    case 'End':
      return count - 1 - from;
    default:
      return null;
  }
}
