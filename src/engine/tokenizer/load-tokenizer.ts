import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { AppError } from '../../shared/errors.ts';
import { replaceInvalidByteRuns } from './byte-runs.ts';
import { buildLibraryInput } from './library-input.ts';
import {
  readTokenizerFiles,
  type TokenizerConfig,
  type TokenizerFiles,
  type TokenizerJson,
} from './tokenizer-files.ts';

export interface Tokenizer {
  /**
   * Token ids; special tokens are added only where tokenizer.json's post-processor adds them, and none with `addsSpecial` false.
   * Error: `tokenizer/unknown-text`.
   */
  encode(text: string, options?: { readonly addsSpecial?: boolean }): number[];
  /** Text of the ids; ids that the vocabulary does not hold are left out. */
  decode(ids: readonly number[], options: { readonly skipSpecial: boolean }): string;
  /** Highest id plus one, so the rows that an embedding needs at least. */
  readonly vocabSize: number;
  readonly bosId: number | null;
  readonly eosId: number;
  /** Every id that ends a generated text; `eosId` is the first. */
  readonly eosIds: readonly number[];
  /** The end token where the model defines no padding. */
  readonly padId: number;
  /** SHA-256 of tokenizer.json, in hex. */
  readonly digest: string;
}

/** What is used of the library, whose own types leave out that a token without an id gives undefined. */
interface LibraryTokenizer {
  encode(
    text: string,
    options?: { readonly add_special_tokens: boolean },
  ): { readonly ids: readonly (number | undefined)[]; readonly tokens: readonly string[] };
  decode(
    ids: number[],
    options: { readonly skip_special_tokens: boolean; readonly clean_up_tokenization_spaces: boolean },
  ): string;
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  readonly decoder: { decode(tokens: string[]): string } | null;
}

/**
 * Loads the tokenizer of a Hugging Face model folder.
 * Errors: those of `readJsonFile`; `tokenizer/unsupported`, `tokenizer/no-eos`, `tokenizer/unknown-special`.
 */
export function loadTokenizer(dir: string): Tokenizer {
  const file = join(dir, 'tokenizer.json');
  const files = readTokenizerFiles(dir);
  const input = buildLibraryInput(files.json, files.config, file);
  const library = createLibraryTokenizer(input, files.config, file);
  const ids = resolveSpecialIds(files, library, dir);
  return {
    ...ids,
    digest: files.digest,
    vocabSize: countIds(input),
    encode: (text, { addsSpecial = true } = {}) => encodeText(library, text, addsSpecial, file),
    decode: createDecode(library, input, files.config),
  };
}

/** Refuses a tokenizer whose ids could lie beyond the model's embedding. Error: `tokenizer/does-not-fit`. */
export function checkTokenizerFits(tokenizer: Pick<Tokenizer, 'vocabSize'>, vocabSizeOfModel: number): void {
  if (tokenizer.vocabSize <= vocabSizeOfModel) return;
  throw new AppError(
    'tokenizer/does-not-fit',
    `The tokenizer has ids up to ${tokenizer.vocabSize - 1}, but the model's embedding has ${vocabSizeOfModel} rows; ` +
      'they belong to different models, use the tokenizer.json that came with the weights.',
  );
}

function createLibraryTokenizer(input: TokenizerJson, config: TokenizerConfig, file: string): LibraryTokenizer {
  // Only what changes ids: the library takes the unknown word of a WordLevel model from here, not from the model.
  const options = {
    eos_token: config.eos_token ?? undefined,
    unk_token: input.model.type === 'WordLevel' ? input.model.unk_token : undefined,
  };
  try {
    const library: LibraryTokenizer = new HuggingFaceTokenizer(input, options);
    // Runs the post-processor once, so that a malformed template is found here and not in the middle of a run.
    library.encode('');
    return library;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'tokenizer/unsupported',
      `${file}: the tokenizer cannot be used (${reason}); it is damaged or of an unknown kind.`,
      {
        cause: error,
      },
    );
  }
}

function encodeText(library: LibraryTokenizer, text: string, addsSpecial: boolean, file: string): number[] {
  const { ids, tokens } = library.encode(text, { add_special_tokens: addsSpecial });
  if (ids.every((id) => id !== undefined)) return [...ids];
  // A word that the vocabulary does not hold has no id where there is no unknown token either.
  const unknown = ids.indexOf(undefined);
  throw new AppError(
    'tokenizer/unknown-text',
    `${file}: the text holds "${tokens[unknown]}", which is not in the vocabulary, and no unknown token is defined to stand for it.`,
  );
}

function createDecode(library: LibraryTokenizer, input: TokenizerJson, config: TokenizerConfig): Tokenizer['decode'] {
  const { model, added_tokens: added } = input;
  // The reference cleans up for no BPE model, whatever the configuration says.
  const cleansUp = config.clean_up_tokenization_spaces === true && model.type !== 'BPE';
  const hasByteTokens = model.type === 'BPE' && model.byte_fallback === true;
  const specialIds = new Set((added ?? []).filter((token) => token.special).map((token) => token.id));
  return (ids, { skipSpecial }) => {
    const known = ids.filter((id) => library.id_to_token(id) !== undefined);
    const kept = skipSpecial ? known.filter((id) => !specialIds.has(id)) : known;
    if (kept.length === 0) return '';
    if (hasByteTokens && library.decoder) {
      return library.decoder.decode(replaceInvalidByteRuns(kept.map((id) => library.id_to_token(id) ?? '')));
    }
    return library.decode(kept, { skip_special_tokens: false, clean_up_tokenization_spaces: cleansUp });
  };
}

function resolveSpecialIds({ config, modelIds }: TokenizerFiles, library: LibraryTokenizer, dir: string) {
  const find = (key: 'bos_token' | 'eos_token' | 'pad_token'): number | undefined => {
    const token = config[key];
    if (typeof token !== 'string') return undefined;
    const id = library.token_to_id(token);
    if (id !== undefined) return id;
    throw new AppError(
      'tokenizer/unknown-special',
      `${join(dir, 'tokenizer_config.json')}: key "${key}" is "${token}", but tokenizer.json holds no such token; correct one of the two.`,
    );
  };
  const eosId = find('eos_token') ?? modelIds.eos_token_id[0];
  if (eosId === undefined) {
    throw new AppError(
      'tokenizer/no-eos',
      `${dir}: an end token was expected ("eos_token" in tokenizer_config.json or "eos_token_id" in config.json), but none is defined; add it.`,
    );
  }
  return {
    bosId: find('bos_token') ?? null,
    eosId,
    eosIds: [...new Set([eosId, ...modelIds.eos_token_id])],
    padId: find('pad_token') ?? modelIds.pad_token_id[0] ?? eosId,
  };
}

function countIds({ model, added_tokens: added }: TokenizerJson): number {
  const wordIds = model.type === 'Unigram' ? [model.vocab.length - 1] : Object.values(model.vocab);
  const addedIds = (added ?? []).map((token) => token.id);
  // Not Math.max(...): a vocabulary is longer than an argument list may be.
  return [...wordIds, ...addedIds].reduce((highest, id) => Math.max(highest, id), -1) + 1;
}
