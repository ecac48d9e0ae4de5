import type { QueueItem } from '../../../shared/contract/runs.ts';
import { formatNumber } from '../../components/format.ts';

const symbols: Readonly<Record<string, string>> = { lambda: 'λ', alpha: 'α', rho: 'ρ' };

/** "Booster · p = 0.1 · seed = 3": what tells a run from the others of its experiment. */
export function describeItem({ arm, varied }: Pick<QueueItem, 'arm' | 'varied'>): string {
  const values = Object.entries(varied).map(([path, value]) => {
    const name = path.split('.').at(-1) ?? path;
    return `${symbols[name] ?? name} = ${describeValue(value)}`;
  });
  return [arm, ...values].join(' · ');
}

function describeValue(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
