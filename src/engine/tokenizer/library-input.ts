import { AppError } from '../../shared/errors.ts';
import type { AddedTokenEntry, PipelineStep, TokenizerConfig, TokenizerJson } from './tokenizer-files.ts';

/** Characters that the reference's `Punctuation` and `Digits` steps split at. */
const punctuationPattern = '[\\p{P}\\x21-\\x2F\\x3A-\\x40\\x5B-\\x60\\x7B-\\x7E]';
/** The Unicode standard's word characters, which the reference's `Whitespace` step means by a word. */
const wordClass = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';
const digitPattern = '\\p{N}';
const metaspace = '\u2581';

/**
 * Writes tokenizer.json as `@huggingface/tokenizers` needs it to agree with the reference library: steps that it reads
 * differently are expressed by steps that it reads alike, and what it would silently ignore is refused.
 * Error: `tokenizer/unsupported`, naming the file, the step and the option.
 */
export function buildLibraryInput(json: TokenizerJson, config: TokenizerConfig, file: string): TokenizerJson {
  checkModel(json.model, file);
  return {
    ...json,
    pre_tokenizer: json.pre_tokenizer && rewritePreTokenizer(json.pre_tokenizer, file),
    decoder: json.decoder && rewriteDecoder(json.decoder),
    added_tokens: listAddedTokens(json, config, file),
  };
}

function checkModel(model: TokenizerJson['model'], file: string): void {
  if (model.type === 'BPE' && model.continuing_subword_prefix)
    throw unsupported(file, 'model', 'continuing_subword_prefix');
  if (model.type === 'Unigram' && model.byte_fallback === true)
    throw unsupported(file, 'model', 'byte_fallback of Unigram');
  if (model.type === 'Unigram' && typeof model.unk_id === 'number' && model.unk_id >= model.vocab.length) {
    throw new AppError(
      'file/invalid',
      `${file}: key "model.unk_id" must be below ${model.vocab.length}, but ${model.unk_id} was found.`,
    );
  }
}

function rewritePreTokenizer(step: PipelineStep, file: string): PipelineStep {
  switch (step.type) {
    case 'Sequence':
      return {
        ...step,
        pretokenizers: listSteps(step.pretokenizers, file).map((inner) => rewritePreTokenizer(inner, file)),
      };
    case 'Whitespace':
      // The library's own knows ASCII letters only.
      return keepMatches(`[${wordClass}]+|[^${wordClass}\\s]+`);
    case 'Punctuation':
      return rewritePunctuation(step, file);
    case 'Digits':
      // The library's own knows ASCII digits only.
      return isolate(step.individual_digits === true ? digitPattern : `${digitPattern}+`);
    case 'Metaspace':
      return rewriteMetaspace(step);
    case 'Split':
      return rewriteSplit(step, file);
    default:
      return step;
  }
}

function rewritePunctuation(step: PipelineStep, file: string): PipelineStep {
  const { behavior = 'Isolated' } = step;
  // The library keeps neighbouring marks together whatever the behaviour.
  if (behavior === 'Isolated') return isolate(punctuationPattern);
  if (behavior === 'Contiguous') return isolate(`${punctuationPattern}+`);
  throw unsupported(file, 'pre_tokenizer Punctuation', `behavior "${String(behavior)}"`);
}

function rewriteMetaspace(step: PipelineStep): PipelineStep {
  const scheme = step.prepend_scheme ?? (step.add_prefix_space === false ? 'never' : 'always');
  const mark = typeof step.replacement === 'string' ? step.replacement : metaspace;
  const replaced = { ...step, prepend_scheme: scheme };
  if (step.split === false || mark.length !== 1) return replaced;
  // The library leaves the text whole; the reference starts a new piece at every mark.
  const code = `\\x{${mark.charCodeAt(0).toString(16)}}`;
  return { type: 'Sequence', pretokenizers: [replaced, keepMatches(`${code}[^${code}]*|[^${code}]+`)] };
}

function rewriteSplit(step: PipelineStep, file: string): PipelineStep {
  const { behavior, pattern, invert } = step;
  const hasPattern = typeof pattern === 'object' && pattern !== null && ('Regex' in pattern || 'String' in pattern);
  if (!hasPattern) throw unsupported(file, 'pre_tokenizer Split', 'a pattern that is neither Regex nor String');
  // The library treats every behaviour but these two as Isolated.
  if (behavior === 'Isolated' || behavior === 'Removed') return step;
  const text = 'String' in pattern && invert !== true ? pattern.String : null;
  if (typeof text === 'string' && text !== '') {
    const mark = Array.from(text)
      .map((character) => `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`)
      .join('');
    const others = `(?:(?!${mark})[\\s\\S])`;
    if (behavior === 'MergedWithPrevious') return keepMatches(`${others}*${mark}|${others}+`);
    if (behavior === 'MergedWithNext') return keepMatches(`${mark}${others}*|${others}+`);
  }
  throw unsupported(file, 'pre_tokenizer Split', `behavior "${String(behavior)}"`);
}

/** The library drops the first space whatever the scheme; the reference keeps it where none was put in front. */
function rewriteDecoder(step: PipelineStep): PipelineStep {
  const isUnprefixed =
    step.prepend_scheme === 'never' || (step.prepend_scheme === undefined && step.add_prefix_space === false);
  if (step.type !== 'Metaspace' || !isUnprefixed) return step;
  return { type: 'Replace', pattern: { String: step.replacement ?? metaspace }, content: ' ' };
}

/** Those of tokenizer.json, and what tokenizer_config.json names beyond them, as the reference adds it at loading. */
function listAddedTokens(json: TokenizerJson, config: TokenizerConfig, file: string): AddedTokenEntry[] {
  const tokens = new Map((json.added_tokens ?? []).map((token) => [token.content, token]));
  for (const [id, token] of Object.entries(config.added_tokens_decoder ?? {})) {
    if (!tokens.has(token.content)) tokens.set(token.content, { ...token, id: Number(id) });
  }
  for (const content of listSpecialContents(config)) {
    const id = tokens.get(content)?.id ?? findWordId(json.model, content);
    if (id !== undefined) tokens.set(content, { ...plainToken, ...tokens.get(content), content, id, special: true });
  }
  const single = [...tokens.values()].find((token) => token.single_word);
  if (single) throw unsupported(file, `added token "${single.content}"`, 'single_word');
  return [...tokens.values()];
}

const plainToken = { special: true, single_word: false, lstrip: false, rstrip: false, normalized: false };

function listSpecialContents(config: TokenizerConfig): string[] {
  const named = [config.bos_token, config.eos_token, config.pad_token, config.unk_token];
  return [...named, ...(config.additional_special_tokens ?? [])].filter(
    (token): token is string => typeof token === 'string' && token !== '',
  );
}

function findWordId(model: TokenizerJson['model'], word: string): number | undefined {
  if (model.type !== 'Unigram') return Object.hasOwn(model.vocab, word) ? model.vocab[word] : undefined;
  const index = model.vocab.findIndex(([token]) => token === word);
  return index >= 0 ? index : undefined;
}

function listSteps(value: unknown, file: string): PipelineStep[] {
  if (Array.isArray(value) && value.every((step) => typeof step?.type === 'string')) return value;
  throw new AppError(
    'file/invalid',
    `${file}: key "pre_tokenizer.pretokenizers" must be a list of steps with a "type".`,
  );
}

function isolate(regex: string): PipelineStep {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
}

/** Keeps what the pattern matches and drops the rest. */
function keepMatches(regex: string): PipelineStep {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Removed', invert: true };
}

function unsupported(file: string, where: string, what: string): AppError {
  return new AppError(
    'tokenizer/unsupported',
    `${file}: ${where} uses ${what}, which is not supported and would give wrong ids; use a model with another tokenizer.`,
  );
}
