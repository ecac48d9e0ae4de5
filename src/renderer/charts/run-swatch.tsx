import { useComputedColorScheme } from '@mantine/core';
import { markerPath } from './marker-path.ts';
import type { RunStyle } from './run-style.ts';

/** A short piece of a run's line with its marker; decoration, the name stands beside it. */
export function RunSwatch({ style, width = 26 }: { style: RunStyle; width?: number }) {
  const colour = style[useComputedColorScheme('light')];
  return (
    <svg width={width} height={12} aria-hidden style={{ flex: 'none', display: 'block' }}>
      <line x1={0} x2={width} y1={6} y2={6} stroke={colour} strokeWidth={2} strokeDasharray={style.dash.join(' ')} />
      <path d={markerPath(style.marker, width / 2, 6, 4.5)} fill={colour} stroke={colour} strokeWidth={1.5} />
    </svg>
  );
}
