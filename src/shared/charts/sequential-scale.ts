import type { Range } from './axis.ts';

/** Cividis: reads the same with and without red–green blindness, and darker always means less. */
const stops: readonly (readonly [red: number, green: number, blue: number])[] = [
  [0, 34, 78],
  [53, 69, 108],
  [102, 105, 112],
  [148, 142, 119],
  [200, 184, 102],
  [254, 232, 56],
];

/** Background, as #rrggbb, and readable ink for a value between both ends. */
export function getSequentialColour(
  value: number,
  { min, max }: Range,
): { background: `#${string}`; ink: '#000000' | '#ffffff' } {
  const share = max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0.5;
  const place = share * (stops.length - 1);
  const below = stops[Math.floor(place)] ?? [0, 0, 0];
  const above = stops[Math.ceil(place)] ?? below;
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(below[channel] + (above[channel] - below[channel]) * (place - Math.floor(place)));
  const [red, green, blue] = [mix(0), mix(1), mix(2)];
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  // Black and white ink are equally readable at a luminance of 0.179.
  const hex = [red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('');
  return { background: `#${hex}`, ink: luminance > 0.179 ? '#000000' : '#ffffff' };
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
