import { loadTokenizer } from '../src/engine/tokenizer/index.ts';
import type { Round } from './measure.ts';
import type { Pair } from './pairs.ts';

/** One clause that says whether both sides computed the same thing, so that a ratio compares like with like; empty where there is nothing to compare. */
export function checkSameWork(pair: Pair, { ours, reference }: Round): string {
  if (ours.losses && reference.losses) {
    // Each side draws its own adapter, and B starts at zero: only the first loss is the same. Full training goes on equal.
    const steps = pair.training?.trainable.kind === 'full' ? Math.min(5, ours.losses.length) : 1;
    const differences = ours.losses
      .slice(0, steps)
      .map((loss, step) => Math.abs(loss / (reference.losses?.[step] ?? Number.NaN) - 1));
    const largest = Math.max(...differences);
    const clause = `losses of the first ${steps === 1 ? 'step' : `${steps} steps`} differ by ${largest.toExponential(1)}`;
    return largest < 1e-3 ? clause : `NOT THE SAME WORK: ${clause}`;
  }
  if (ours.newIds && reference.newIds && pair.ours.kind === 'generate') {
    const eosIds = new Set(loadTokenizer(pair.ours.modelFolder).eosIds);
    const answers = ours.newIds[0];
    const others = inPromptOrder(reference.newIds, answers.length, Number(argument(pair.reference, '--warmup')));
    const equal = answers.filter((ids, index) => ids.join() === cut(others[index], eosIds).join()).length;
    const clause = `${equal} of ${answers.length} answers are token for token the same`;
    return equal >= 0.98 * answers.length ? clause : `NOT THE SAME WORK: ${clause}`;
  }
  return '';
}

/** The reference's answers of one pass; its warm-up has taken the first prompts, which come last therefore. */
function inPromptOrder(steps: readonly (readonly number[][])[], prompts: number, warmup: number): number[][] {
  const perStep = steps[0].length;
  const answers = steps.flat().slice(0, prompts);
  const shift = (warmup * perStep) % prompts;
  return answers.map((_, index) => answers[(index - shift + prompts) % prompts]);
}

function argument(args: readonly string[], name: string): string {
  return args[args.indexOf(name) + 1];
}

function cut(ids: readonly number[], eosIds: ReadonlySet<number>): number[] {
  const end = ids.findIndex((id) => eosIds.has(id));
  return end === -1 ? [...ids] : ids.slice(0, end);
}
