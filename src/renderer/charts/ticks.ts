import { formatNumber } from '../components/format.ts';

export function formatTick(value: number): string {
  return formatNumber(value, 4);
}
