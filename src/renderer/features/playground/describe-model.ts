import type { ChatModel } from '../../../shared/contract/library.ts';
import { describeValues } from '../../../shared/settings/describe.ts';
import { text } from '../../text/index.ts';

/** A model within its experiment, such as "Booster · p = 0.1, seed = 0 · 250 attack steps". */
export function describeModel({ kind, arm, varied, step }: ChatModel): string {
  const parts = kind === 'base' ? [text.playground.base] : [arm, describeValues(varied)];
  return [...parts, kind === 'attacked' ? text.playground.steps(step) : ''].filter((part) => part !== '').join(' · ');
}

/** Only an aligned model was taught to refuse; what the others say may do harm. */
export function mayHarm({ kind }: ChatModel): boolean {
  return kind !== 'aligned';
}
