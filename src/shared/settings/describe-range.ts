import type { SearchRange } from '../spec/attack-search.ts';
import { describeValue } from './describe.ts';

/** "1e-5 to 0.001, logarithmic" or "200, 500" for what a search may choose from. */
export function describeRange(range: SearchRange): string {
  if ('values' in range) return range.values.map(spell).join(', ');
  const { low, high, scale } = range;
  return `${spell(low)} to ${spell(high)}${scale === 'log' ? ', logarithmic' : ''}`;
}

/** Learning rates are read by their magnitude. */
function spell(value: unknown): string {
  const isTiny = typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3;
  return isTiny ? value.toExponential() : describeValue(value);
}
