import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconArrowDown,
  IconArrowUp,
  IconGripVertical,
} from '@tabler/icons-react';
import type { QueueItem } from '../../../shared/contract/runs.ts';
import { text } from '../../text/index.ts';
import { describeItem } from './describe-item.ts';
import classes from './queue.module.css';
import { QueueRow } from './queue-row.tsx';
import type { QueueActions } from './use-queue-actions.ts';

interface WaitingRowProps {
  readonly item: QueueItem;
  readonly index: number;
  readonly count: number;
  readonly top: number;
  readonly isActive: boolean;
  readonly actions: QueueActions;
  readonly onFocus: () => void;
  /** To a place among the waiting runs, from 0. */
  readonly onMove: (to: number) => void;
}

const size = 15;

/** A waiting run that can be moved: by its handle, by keys, and from its menu. */
export function WaitingRow({ item, index, count, top, isActive, actions, onFocus, onMove }: WaitingRowProps) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: item.runId,
  });
  const words = text.queue;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only follows the focus, for the keys of the list.
    <li
      ref={setNodeRef}
      className={classes.item}
      data-row={index}
      data-dragging={isDragging || undefined}
      aria-setsize={count}
      aria-posinset={index + 1}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- Alt and arrows move the entry that has the focus.
      tabIndex={isActive ? 0 : -1}
      onFocus={onFocus}
      // Drags move the row from its own place, so that place is not a transform.
      style={{ top, transform: CSS.Translate.toString(transform), transition }}
    >
      <QueueRow
        item={item}
        actions={actions}
        handle={
          <ActionIcon
            ref={setActivatorNodeRef}
            variant="subtle"
            color="gray"
            className={classes.grip}
            {...attributes}
            {...listeners}
            aria-label={words.dragRun(describeItem(item))}
          >
            <IconGripVertical size={16} aria-hidden />
          </ActionIcon>
        }
        menu={
          <>
            <Menu.Item
              leftSection={<IconArrowBarToUp size={size} aria-hidden />}
              disabled={index === 0}
              onClick={() => onMove(0)}
            >
              {words.toTop}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowUp size={size} aria-hidden />}
              disabled={index === 0}
              onClick={() => onMove(index - 1)}
            >
              {words.up}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowDown size={size} aria-hidden />}
              disabled={index === count - 1}
              onClick={() => onMove(index + 1)}
            >
              {words.down}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowBarToDown size={size} aria-hidden />}
              disabled={index === count - 1}
              onClick={() => onMove(count - 1)}
            >
              {words.toBottom}
            </Menu.Item>
          </>
        }
      />
    </li>
  );
}
