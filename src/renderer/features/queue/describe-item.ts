import type { QueueItem } from '../../../shared/contract/runs.ts';
import { describeValues } from '../../../shared/settings/describe.ts';

/** "Booster · p = 0.1, Seed = 3": what tells a run from the others of its experiment. */
export function describeItem({ arm, varied }: Pick<QueueItem, 'arm' | 'varied'>): string {
  const values = describeValues(varied);
  return values === '' ? arm : `${arm} · ${values}`;
}
