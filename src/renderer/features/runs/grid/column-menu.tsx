import { Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconEyeOff,
  IconPin,
  IconPinnedOff,
  IconStack2,
} from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import type { Column } from '../model/column.ts';
import { toggleColumn, togglePin, type View } from '../view/view.ts';

interface ColumnMenuProps {
  readonly column: Column | undefined;
  /** Where it opens, in the window. */
  readonly rect: DOMRect;
  readonly view: View;
  readonly change: (change: Partial<View> | ((view: View) => View)) => void;
  readonly onMove: (by: number) => void;
  readonly onClose: () => void;
}

const size = 15;

/** Everything that can be done to one column. */
export function ColumnMenu({ column, rect, view, change, onMove, onClose }: ColumnMenuProps) {
  if (!column) return null;
  const { id } = column;
  const words = text.runs.column;
  const isPinned = view.pinned.includes(id);
  const isGrouped = view.groupBy.includes(id);
  const sort = (isDescending: boolean) => change({ sort: [{ id, isDescending }] });
  return (
    <Menu opened onClose={onClose} position="bottom-start" withinPortal={false} shadow="md" returnFocus={false}>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={text.runs.columnMenu(column.label)}
          style={{
            position: 'fixed',
            left: rect.left,
            top: rect.bottom,
            width: 1,
            height: 1,
            padding: 0,
            border: 0,
            opacity: 0,
          }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={text.runs.columnMenu(column.label)}>
        <Menu.Item leftSection={<IconArrowUp size={size} aria-hidden />} onClick={() => sort(false)}>
          {words.ascending}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={size} aria-hidden />} onClick={() => sort(true)}>
          {words.descending}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconArrowLeft size={size} aria-hidden />} onClick={() => onMove(-1)}>
          {words.left}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowRight size={size} aria-hidden />} onClick={() => onMove(1)}>
          {words.right}
        </Menu.Item>
        <Menu.Item
          leftSection={isPinned ? <IconPinnedOff size={size} aria-hidden /> : <IconPin size={size} aria-hidden />}
          onClick={() => change((before) => togglePin(before, id))}
        >
          {isPinned ? words.unpin : words.pin}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconEyeOff size={size} aria-hidden />}
          onClick={() => change((before) => toggleColumn(before, id, false))}
        >
          {words.hide}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconStack2 size={size} aria-hidden />}
          onClick={() =>
            change({ groupBy: isGrouped ? view.groupBy.filter((each) => each !== id) : [...view.groupBy, id] })
          }
        >
          {isGrouped ? words.ungroup : words.group}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
