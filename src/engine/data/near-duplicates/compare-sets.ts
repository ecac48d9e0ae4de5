import type { OverlapReport } from '../../../shared/spec/inspection.ts';
import { describeQuestion, type Example, type NamedExamples } from '../example.ts';
import { normalisePrompt } from '../overlap.ts';
import { joinNearTexts } from './join.ts';

type Comparison = OverlapReport['between'][number];
type PairExample = Comparison['examples'][number];

const shownExamples = 5;

/** Rows of one set that ask the same in the same words. */
interface Prompt {
  readonly exact: string;
  /** What is compared for nearness. */
  readonly text: string;
  readonly set: number;
  readonly rows: readonly Example[];
}

/** The nearest other prompt that was found for one, in one set. */
interface Partner {
  readonly prompt: Prompt;
  readonly similarity: number;
}

/**
 * Counts, for every two sets and within each, the rows whose prompt stands in the other set (instruction and input, without case and with
 * white space as single spaces) and those that come near one there. Within a set a row counts that repeats an earlier one, or
 * comes near another prompt of the set. Examples are those with the greatest similarity among the ones that were looked at.
 */
export function compareSets(sets: readonly NamedExamples[], threshold: number): Omit<OverlapReport, 'problems'> {
  const prompts = sets.flatMap(({ examples }, set) => listPrompts(examples, set));
  const byExact = Map.groupBy(prompts, ({ exact }) => exact);
  const sharesExact = (prompt: Prompt, set: number): Prompt | undefined =>
    byExact.get(prompt.exact)?.find((other) => other.set === set && other !== prompt);

  /** For each prompt and each set: a near prompt there. */
  const partners = prompts.map(() => sets.map((): Partner | undefined => undefined));
  const isOpen = (prompt: number, set: number): boolean => {
    const own = prompts[prompt];
    return own !== undefined && partners[prompt]?.[set] === undefined && !sharesExact(own, set);
  };
  joinNearTexts(
    prompts.map(({ text }) => text),
    {
      threshold,
      isWanted: (left, right) => {
        const [one, two] = [prompts[left], prompts[right]];
        if (!one || !two || one.exact === two.exact) return false;
        return isOpen(left, two.set) || isOpen(right, one.set);
      },
      onPair: ({ left, right, similarity }) => {
        const [one, two] = [prompts[left], prompts[right]];
        if (!one || !two) return;
        if (isOpen(left, two.set)) setPartner(left, two.set, { prompt: two, similarity });
        if (isOpen(right, one.set)) setPartner(right, one.set, { prompt: one, similarity });
      },
    },
  );
  function setPartner(prompt: number, set: number, partner: Partner): void {
    const own = partners[prompt];
    if (own) own[set] = partner;
  }

  const compareTo = (from: number, to: number): Omit<Comparison, 'left' | 'right'> => {
    const examples: PairExample[] = [];
    let [exactCount, nearCount] = [0, 0];
    for (const [index, prompt] of prompts.entries()) {
      if (prompt.set !== from) continue;
      const exact = from === to ? (prompt.rows.length > 1 ? prompt : undefined) : sharesExact(prompt, to);
      // Within a set the first row of several that are alike repeats none.
      if (exact) exactCount += from === to ? prompt.rows.length - 1 : prompt.rows.length;
      const near = partners[index]?.[to];
      if (near && (from === to || !exact)) nearCount += from === to ? 1 : prompt.rows.length;
      if (exact) examples.push(describePair(prompt, exact, 1, from === to));
      else if (near) examples.push(describePair(prompt, near.prompt, near.similarity, false));
    }
    examples.sort((one, two) => two.similarity - one.similarity || one.leftRow - two.leftRow);
    return { exactCount, nearCount, examples: examples.slice(0, shownExamples) };
  };
  return {
    threshold,
    sets: sets.map(({ role, examples }, set) => ({
      role,
      rowCount: examples.length,
      promptCount: prompts.filter((prompt) => prompt.set === set).length,
      within: compareTo(set, set),
    })),
    between: sets.flatMap(({ role }, left) =>
      sets.slice(left + 1).map((other, offset) => ({
        left: role,
        right: other.role,
        ...compareTo(left, left + 1 + offset),
      })),
    ),
  };
}

function listPrompts(examples: readonly Example[], set: number): Prompt[] {
  const hasOneInstruction =
    examples.every(({ input }) => input !== null) && new Set(examples.map(({ instruction }) => instruction)).size === 1;
  return [...Map.groupBy(examples, normalisePrompt)].flatMap(([exact, rows]) => {
    const [first] = rows;
    if (!first) return [];
    // An instruction that every row has would make them all alike.
    const text = hasOneInstruction ? (first.input ?? '') : describeQuestion(first);
    return [{ exact, text, set, rows }];
  });
}

function describePair(left: Prompt, right: Prompt, similarity: number, isSame: boolean): PairExample {
  const [leftExample, rightExample] = [left.rows[0], right.rows[isSame ? 1 : 0]];
  return {
    leftRow: leftExample?.row ?? 0,
    rightRow: rightExample?.row ?? 0,
    similarity,
    isExact: left.exact === right.exact,
    leftText: leftExample ? describeQuestion(leftExample) : '',
    rightText: rightExample ? describeQuestion(rightExample) : '',
  };
}
