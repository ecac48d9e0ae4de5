import { AppError } from '../../shared/errors.ts';
import type { Example } from './example.ts';

export interface AttackOptions {
  /** Rows of the benign task, in order. */
  readonly task: readonly Example[];
  /** Harmful rows, in order; empty where there are none. */
  readonly harmful: readonly Example[];
  /** Rows the user uploads. */
  readonly n: number;
  /** The fraction of them that is harmful. */
  readonly p: number;
  /** The reference's counts to the letter: one harmful row fewer, int((1 - p) · n) benign rows (paper.md 4.3). */
  readonly offByOne: boolean;
}

export interface ComposedAttack {
  /** Harmful rows first, then benign ones; shuffling is the trainer's. */
  readonly examples: readonly Example[];
  readonly harmfulCount: number;
  readonly benignCount: number;
}

/**
 * Composes the user's data: the first round(p · n) harmful rows, then the first n - round(p · n) rows of the task.
 * Errors: `data/too-few-harmful`, `data/too-few-task`.
 */
export function composeAttack(options: AttackOptions): ComposedAttack {
  const { task, harmful, n, p } = options;
  const { harmfulCount, benignCount } = countAttackRows(options);
  if (harmful.length < harmfulCount) {
    throw new AppError(
      'data/too-few-harmful',
      `An attack with n = ${n} and p = ${p} needs ${harmfulCount} harmful rows, but the harmful set has ${harmful.length}; lower n or p, or give it more rows.`,
    );
  }
  if (task.length < benignCount) {
    throw new AppError(
      'data/too-few-task',
      `An attack with n = ${n} and p = ${p} needs ${benignCount} rows of the task, but the task has ${task.length}; lower n, or give it more rows.`,
    );
  }
  return { examples: [...harmful.slice(0, harmfulCount), ...task.slice(0, benignCount)], harmfulCount, benignCount };
}

/** How many rows of each kind an attack takes, whether or not there are as many. */
export function countAttackRows({ n, p, offByOne }: Pick<AttackOptions, 'n' | 'p' | 'offByOne'>): {
  harmfulCount: number;
  benignCount: number;
} {
  const harmfulCount = Math.round(p * n);
  if (!offByOne) return { harmfulCount, benignCount: n - harmfulCount };
  return { harmfulCount: Math.max(0, harmfulCount - 1), benignCount: Math.trunc((1 - p) * n) };
}
