import type { KeyboardEvent, RefObject } from 'react';
import type { Line } from '../model/group-rows.ts';
import type { Selection } from '../selection/use-selection.ts';
import { rowHeight } from './layout.ts';

interface GridKeysOptions {
  readonly lines: readonly Line[];
  readonly selection: Selection;
  /** Every run that the lines stand for. */
  readonly shown: readonly number[];
  readonly moveTo: (index: number) => void;
  readonly open: (index: number) => void;
  readonly onToggleGroup: (key: string) => void;
  readonly scroll: RefObject<HTMLDivElement | null>;
}

const sidewaysPx = 120;

/** The keys of the rows: arrows and j, k move, Shift extends, Space selects, Enter opens, Ctrl+A takes all, Escape none. */
export function useGridKeys(options: GridKeysOptions): (event: KeyboardEvent<HTMLElement>) => void {
  const { lines, selection, shown, moveTo, open, onToggleGroup, scroll } = options;
  const { activeIndex } = selection;

  const move = (to: number, isExtending: boolean) => {
    const target = Math.min(lines.length - 1, Math.max(0, to));
    if (isExtending) selection.extend(target);
    moveTo(target);
  };

  const sideways = (isRight: boolean) => {
    const line = lines[activeIndex];
    if (line?.kind === 'group' && line.isOpen !== isRight) onToggleGroup(line.group.key);
    else scroll.current?.scrollBy({ left: isRight ? sidewaysPx : -sidewaysPx });
  };

  return (event) => {
    if (event.altKey || !(event.target instanceof HTMLElement) || event.target.role !== 'row') return;
    const isMod = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / rowHeight) - 2);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (isMod && key !== 'a') return;
    switch (key) {
      case 'ArrowDown':
      case 'j':
        move(activeIndex + 1, event.shiftKey);
        break;
      case 'ArrowUp':
      case 'k':
        move(activeIndex - 1, event.shiftKey);
        break;
      case 'PageDown':
        move(activeIndex + page, event.shiftKey);
        break;
      case 'PageUp':
        move(activeIndex - page, event.shiftKey);
        break;
      case 'Home':
        move(0, event.shiftKey);
        break;
      case 'End':
        move(lines.length - 1, event.shiftKey);
        break;
      case 'ArrowRight':
      case 'ArrowLeft':
        sideways(key === 'ArrowRight');
        break;
      case ' ':
        if (event.shiftKey) selection.extend(activeIndex);
        else selection.toggle(activeIndex);
        break;
      case 'Enter':
        open(activeIndex);
        break;
      case 'a':
        if (!isMod) return;
        selection.selectRows(shown);
        break;
      case 'Escape':
        selection.clear();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}
