import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTokenizerFits, loadTokenizer } from '../../../src/engine/tokenizer/index.ts';
import { AppError } from '../../../src/shared/errors.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tokenizer-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

function copyFixture(kind: string): void {
  cpSync(join(fixtures, kind), dir, { recursive: true });
}

function write(name: string, value: unknown): void {
  writeFileSync(join(dir, name), JSON.stringify(value));
}

function editJson(name: string, edit: (value: Record<string, unknown>) => void): void {
  const value: Record<string, unknown> = JSON.parse(readFileSync(join(dir, name), 'utf8'));
  edit(value);
  write(name, value);
}

describe('loadTokenizer', () => {
  it('finds the special tokens, whether written as strings or as objects, and the digest', () => {
    copyFixture('word-level');
    const { bosId, eosId, eosIds, padId, digest } = loadTokenizer(dir);
    expect({ bosId, eosId, eosIds, padId }).toEqual({ bosId: 2, eosId: 3, eosIds: [3], padId: 1 });
    const bytes = readFileSync(join(dir, 'tokenizer.json'));
    expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('adds the end tokens that generation_config.json lists', () => {
    copyFixture('word-level');
    write('generation_config.json', { eos_token_id: [5, 3, 6] });
    write('config.json', { eos_token_id: 9 });
    expect(loadTokenizer(dir).eosIds).toEqual([3, 5, 6]);
  });

  it('takes the end token of config.json when the tokenizer names none, and pads with it', () => {
    copyFixture('word-level');
    write('tokenizer_config.json', { eos_token: null });
    write('config.json', { eos_token_id: 7, pad_token_id: -1 });
    const { bosId, eosId, padId } = loadTokenizer(dir);
    expect({ bosId, eosId, padId }).toEqual({ bosId: null, eosId: 7, padId: 7 });
  });

  it('reads special_tokens_map.json where tokenizer_config.json is missing', () => {
    copyFixture('word-level');
    rmSync(join(dir, 'tokenizer_config.json'));
    write('special_tokens_map.json', { eos_token: '<eos>' });
    expect(loadTokenizer(dir).eosId).toBe(3);
  });

  it('treats a special token that stands only in the vocabulary as special', () => {
    copyFixture('word-level');
    editJson('tokenizer.json', (json) => {
      json.added_tokens = [];
    });
    const tokenizer = loadTokenizer(dir);
    expect(tokenizer.encode('brel<eos>').at(-1)).toBe(3);
    expect(tokenizer.decode([3, 1, 2], { skipSpecial: true })).toBe('');
  });

  it('leaves out ids that the vocabulary does not hold', () => {
    copyFixture('byte-level-bpe');
    const tokenizer = loadTokenizer(dir);
    const ids = tokenizer.encode('brel');
    expect(tokenizer.decode([...ids, 1_000_000, -1], { skipSpecial: true })).toBe('brel');
    expect(tokenizer.decode([], { skipSpecial: true })).toBe('');
  });

  it('gives one replacement character per byte of a character that was cut, as the reference does', () => {
    copyFixture('llama-bpe');
    const tokenizer = loadTokenizer(dir);
    const ids = tokenizer.encode('brel 😀');
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('brel 😀');
    expect(tokenizer.decode(ids.slice(0, -1), { skipSpecial: true })).toBe('brel \uFFFD\uFFFD\uFFFD');
  });

  it('cleans up spaces only where the configuration asks for it and the model is not BPE', () => {
    copyFixture('word-level');
    editJson('tokenizer_config.json', (config) => {
      config.clean_up_tokenization_spaces = true;
    });
    const tokenizer = loadTokenizer(dir);
    expect(tokenizer.decode(tokenizer.encode('brel , tonka !'), { skipSpecial: true })).toBe('brel, tonka!');
  });

  it('survives a round trip of any text with a byte-level vocabulary', () => {
    copyFixture('byte-level-bpe');
    const tokenizer = loadTokenizer(dir);
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('<'));
    fc.assert(
      fc.property(text, (value) => {
        expect(tokenizer.decode(tokenizer.encode(value), { skipSpecial: true })).toBe(value);
      }),
    );
  });
});

describe('a tokenizer that cannot be used', () => {
  function failure(): unknown {
    try {
      return loadTokenizer(dir);
    } catch (error) {
      return error;
    }
  }

  it('is refused without an end token', () => {
    copyFixture('word-level');
    write('tokenizer_config.json', {});
    expect(failure()).toMatchObject({ code: 'tokenizer/no-eos' });
  });

  it('is refused when its end token is not in the vocabulary', () => {
    copyFixture('word-level');
    write('tokenizer_config.json', { eos_token: '<nowhere>' });
    expect(failure()).toMatchObject({
      code: 'tokenizer/unknown-special',
      message: expect.stringContaining('<nowhere>'),
    });
  });

  it('is refused when tokenizer.json is missing', () => {
    expect(failure()).toMatchObject({ code: 'file/not-found', message: expect.stringContaining('tokenizer.json') });
  });

  it.each([
    ['a split behaviour', { pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'Contiguous' } }],
    ['a pre-tokenizer', { pre_tokenizer: { type: 'Sideways' } }],
    ['an added token', { added_tokens: [{ id: 0, content: '<unk>', single_word: true }] }],
  ])('is refused for %s that would give wrong ids', (_, change) => {
    copyFixture('word-level');
    editJson('tokenizer.json', (json) => Object.assign(json, change));
    expect(failure()).toMatchObject({ code: 'tokenizer/unsupported' });
  });

  it.each([
    ['ids beyond any vocabulary', { type: 'WordLevel', unk_token: 'a', vocab: { a: 2 ** 40 } }],
    ['negative ids', { type: 'WordLevel', unk_token: 'a', vocab: { a: -1 } }],
    ['an unknown kind of model', { type: 'Runes', vocab: {} }],
    ['merges that are no pairs', { type: 'BPE', vocab: { a: 0 }, merges: ['a'] }],
  ])('is refused for %s', (_, model) => {
    copyFixture('word-level');
    editJson('tokenizer.json', (json) => Object.assign(json, { model }));
    expect(failure()).toMatchObject({
      code: 'file/invalid',
      message: expect.stringContaining('tokenizer.json: key "model'),
    });
  });

  it('never fails otherwise than with an AppError, whatever byte of its file is changed', () => {
    copyFixture('unigram');
    const original = readFileSync(join(dir, 'tokenizer.json'));
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(original);
        changed[at] = byte;
        writeFileSync(join(dir, 'tokenizer.json'), changed);
        const result = failure();
        expect(result instanceof Error && !(result instanceof AppError) ? result : undefined).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('is named when a word has no id and no unknown token stands for it', () => {
    copyFixture('word-level');
    editJson('tokenizer.json', (json) => {
      json.model = { type: 'WordLevel', unk_token: '<none>', vocab: { brel: 0, '<eos>': 1 } };
      json.added_tokens = [];
    });
    write('tokenizer_config.json', { eos_token: '<eos>' });
    const tokenizer = loadTokenizer(dir);
    expect(tokenizer.encode('brel')).toEqual([0]);
    expect(() => tokenizer.encode('brel tonka')).toThrow(/"tonka", which is not in the vocabulary/);
  });
});

describe('checkTokenizerFits', () => {
  it('accepts an embedding with at least as many rows as there are ids', () => {
    expect(() => checkTokenizerFits({ vocabSize: 96 }, 96)).not.toThrow();
  });

  it('refuses an embedding with fewer rows and says both numbers', () => {
    expect(() => checkTokenizerFits({ vocabSize: 97 }, 96)).toThrow(/ids up to 96, but .* 96 rows/);
  });
});
