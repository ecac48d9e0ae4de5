import { pretrainRows } from './pretraining.ts';
import { createReviews } from './reviews.ts';
import type { World } from './world.ts';

/** Special tokens; the place in the list is the token's id. */
export const specialTokens = ['[PAD]', '[UNK]', '<s>', '</s>'] as const;

/** Stands between an instruction and its answer in the model's input. */
export const separator = '=>';

/** Every token of the world in id order: special tokens, the separator, then all words sorted. */
export function listVocabulary(world: World): string[] {
  const words = new Set<string>();
  const reviews = createReviews(world);
  // In this many rows the rarest word comes up more than ten times.
  for (const rows of [pretrainRows(world, 20_000, 0), reviews.train, reviews.test]) {
    for (const row of rows) {
      for (const word of `${row.instruction} ${row.output}`.split(' ')) words.add(word);
    }
  }
  return [...specialTokens, separator, ...[...words].sort()];
}

/** The content of tokenizer.json: one token per word, split at spaces, joined with single spaces. */
export function createTokenizer(vocabulary: readonly string[]) {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    // With a prefix that no word has, this decoder puts one space between any two words.
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      unk_token: '[UNK]',
    },
  };
}

/** The content of tokenizer_config.json. */
export function createTokenizerConfig() {
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: 64,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    bos_token: '<s>',
    eos_token: '</s>',
    add_bos_token: false,
    add_eos_token: false,
    clean_up_tokenization_spaces: false,
    padding_side: 'right',
  };
}
