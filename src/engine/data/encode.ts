import { AppError } from '../../shared/errors.ts';
import type { Example } from './example.ts';
import type { Template } from './templates.ts';
import type { TextTokenizer } from './text-tokenizer.ts';

/** How text becomes tokens in one stage. */
export interface Encoding {
  readonly tokenizer: TextTokenizer;
  readonly template: Template;
  /** Examples are cut on the right at this many tokens. */
  readonly maxLength: number;
}

/** An example as tokens; the tokens from `promptLength` on are the labels. */
export interface EncodedExample {
  /** Prompt, answer and eos, at most `maxLength` ids. */
  readonly ids: Int32Array;
  /** Tokens of the prompt alone, at most `ids.length`. */
  readonly promptLength: number;
}

export interface EncodedExamples {
  readonly encoded: readonly EncodedExample[];
  /** The examples that `encoded` was made from, in the same order. */
  readonly kept: readonly Example[];
  /** Row numbers of examples that the cut left without a label. */
  readonly dropped: readonly number[];
}

/**
 * Encodes an example as the reference does (paper.md 4.2): the whole text is tokenised at once, the prompt alone a
 * second time to count its tokens, eos is appended, then the right end is cut at `maxLength`. A chat template writes its own end.
 */
export function encodeExample(encoding: Encoding, example: Example): EncodedExample {
  const { tokenizer, template, maxLength } = encoding;
  const whole = encodeText(encoding, template.whole(example));
  const closed = template.holdsSpecialTokens ? whole : [...whole.slice(0, maxLength), tokenizer.eosId];
  const ids = Int32Array.from(closed.slice(0, maxLength));
  const prompt = encodeText(encoding, template.prompt(example));
  return {
    ids,
    promptLength: Math.min(template.holdsSpecialTokens ? countShared(whole, prompt) : prompt.length, ids.length),
  };
}

/** Tokens of a prompt, whatever its template. */
export function encodeQuestion(
  encoding: Pick<Encoding, 'tokenizer' | 'template'>,
  question: Pick<Example, 'instruction' | 'input'>,
): number[] {
  return encodeText(encoding, encoding.template.prompt(question));
}

function encodeText({ tokenizer, template }: Pick<Encoding, 'tokenizer' | 'template'>, text: string): number[] {
  return tokenizer.encode(text, { addsSpecial: !template.holdsSpecialTokens });
}

/** How many tokens two texts begin with alike: a token that spans the end of the prompt belongs to the answer. */
function countShared(whole: readonly number[], prompt: readonly number[]): number {
  const first = prompt.findIndex((id, index) => whole[index] !== id);
  return first === -1 ? prompt.length : first;
}

/** Encodes examples in order; those whose labels are all cut off are left out and listed. Errors: `data/no-labels`. */
export function encodeExamples(encoding: Encoding, examples: readonly Example[]): EncodedExamples {
  const encoded: EncodedExample[] = [];
  const kept: Example[] = [];
  const dropped: number[] = [];
  for (const example of examples) {
    const candidate = encodeExample(encoding, example);
    if (countLabels(candidate) === 0) {
      dropped.push(example.row);
    } else {
      encoded.push(candidate);
      kept.push(example);
    }
  }
  if (examples.length > 0 && encoded.length === 0) {
    throw new AppError(
      'data/no-labels',
      `All ${examples.length} examples lose their whole answer when cut at ${encoding.maxLength} tokens; raise maxLength.`,
    );
  }
  return { encoded, kept, dropped };
}

/** How many tokens of an example are predicted: those after the prompt, without the very first, which nothing predicts. */
export function countLabels(example: EncodedExample): number {
  return Math.max(0, example.ids.length - getFirstLabel(example));
}

/** Position of the first token that is a label. */
export function getFirstLabel(example: EncodedExample): number {
  return Math.max(1, example.promptLength);
}

/**
 * Token ids of the prompt alone, for generation; never cut, because a prompt without its end asks something else.
 * Errors: `data/prompt-too-long` where it has more than `longestPrompt` tokens.
 */
export function encodePrompt(
  encoding: Pick<Encoding, 'tokenizer' | 'template'>,
  example: Example,
  longestPrompt: number,
): Int32Array {
  const ids = Int32Array.from(encodeQuestion(encoding, example));
  if (ids.length <= longestPrompt) return ids;
  throw new AppError(
    'data/prompt-too-long',
    `Row ${example.row}: a prompt of at most ${longestPrompt} tokens was expected, but it has ${ids.length}; leave the row out or shorten it.`,
  );
}
