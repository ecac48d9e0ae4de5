import type { Display, Rectangle } from 'electron';
import type { DesktopState } from './state-file.ts';

const usualSize = { width: 1440, height: 900 };
/** What must be seen of a window so that it can be moved back with the mouse. */
const leastVisible = { width: 200, height: 100 };

/** Where a new window goes: where the last one was if a display still shows that place, else the middle of the main display. */
export function placeWindow(
  remembered: DesktopState['window'],
  displays: readonly Pick<Display, 'workArea'>[],
): Partial<Rectangle> & { width: number; height: number } {
  const [main] = displays;
  const largest = main?.workArea ?? usualSize;
  if (!remembered) {
    return { width: Math.min(usualSize.width, largest.width), height: Math.min(usualSize.height, largest.height) };
  }
  const { x, y, width, height } = remembered;
  const isVisible = displays.some(({ workArea }) => shows(workArea, { x, y, width, height }));
  if (isVisible) return { x, y, width, height };
  return { width: Math.min(width, largest.width), height: Math.min(height, largest.height) };
}

function shows(area: Rectangle, window: Rectangle): boolean {
  const width = Math.min(area.x + area.width, window.x + window.width) - Math.max(area.x, window.x);
  const height = Math.min(area.y + area.height, window.y + window.height) - Math.max(area.y, window.y);
  // The title bar is at the top: a window whose top lies above the display cannot be moved.
  return width >= leastVisible.width && height >= leastVisible.height && window.y >= area.y;
}
