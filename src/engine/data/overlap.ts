import { AppError } from '../../shared/errors.ts';
import { describeQuestion, type Example, type NamedExamples } from './example.ts';

/** How far two sets share prompts. */
export interface Overlap {
  /** Examples of the left set whose prompt also stands in the right set. */
  readonly count: number;
  /** Row numbers of one such pair. */
  readonly leftRow: number;
  readonly rightRow: number;
}

/** Prompts shared by two sets, or undefined. Prompts are instruction and input, compared without case and with white space as single spaces. */
export function findOverlap(left: readonly Example[], right: readonly Example[]): Overlap | undefined {
  const rows = new Map(right.map((example) => [normalisePrompt(example), example.row]));
  const shared = left.filter((example) => rows.has(normalisePrompt(example)));
  const [first] = shared;
  if (!first) return undefined;
  return { count: shared.length, leftRow: first.row, rightRow: rows.get(normalisePrompt(first)) ?? 0 };
}

/**
 * Checks that no prompt of one set occurs in any of the others: attack rows against alignment, harmful and test sets,
 * or the alignment set against a test set. The message holds counts and row numbers, never the prompts.
 * Errors: `data/overlap`.
 */
export function checkDisjoint(subject: NamedExamples, others: readonly NamedExamples[]): void {
  const problems = others.flatMap((other) => {
    const overlap = findOverlap(subject.examples, other.examples);
    if (!overlap) return [];
    return [
      `${overlap.count} of ${subject.examples.length} with the ${other.role} (for example row ${overlap.leftRow} and its row ${overlap.rightRow})`,
    ];
  });
  if (problems.length === 0) return;
  throw new AppError(
    'data/overlap',
    `The ${subject.role} must share no prompt with other sets, but shares ${problems.join(', ')}; choose other row ranges.`,
  );
}

/** The prompt of an example as sets are compared by it. */
export function normalisePrompt(example: Example): string {
  return describeQuestion(example).replace(/\s+/g, ' ').trim().toLowerCase();
}
