/** The whole state of a generator: four unsigned 32-bit words; plain data for checkpoints. */
export type RandomState = readonly [number, number, number, number];

/** A seeded generator of random numbers; the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in 0 .. 2^32 - 1. */
  readonly nextWord: () => number;
  /** Uniform in [0, 1) with 53 random bits. */
  readonly nextFraction: () => number;
  /** Uniform whole number in 0 .. limit - 1, without bias; 1 <= limit <= 2^32. */
  readonly nextBelow: (limit: number) => number;
  /** Standard normal. */
  readonly nextNormal: () => number;
  readonly getState: () => RandomState;
}

const wordCount = 2 ** 32;

/** xoshiro128** (Blackman and Vigna), its four words drawn from the seed by splitmix32. Seeds count modulo 2^32. */
export function createRandom(seed: number): Random {
  let counter = seed >>> 0;
  function mixNext(): number {
    counter = (counter + 0x9e3779b9) >>> 0;
    let mixed = counter;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }
  return restoreRandom([mixNext(), mixNext(), mixNext(), mixNext()]);
}

/** A generator that goes on from a saved state. */
export function restoreRandom(state: RandomState): Random {
  let [a, b, c, d] = state;

  function nextWord(): number {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  }

  function nextFraction(): number {
    const high = nextWord() >>> 5;
    const low = nextWord() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  function nextBelow(limit: number): number {
    // Words above the last full multiple of `limit` would favour small results, so they are drawn again.
    const fair = wordCount - (wordCount % limit);
    let word = nextWord();
    while (word >= fair) word = nextWord();
    return word % limit;
  }

  function nextNormal(): number {
    // Box-Muller; the sine twin is thrown away so that the four words stay the whole state.
    const radius = Math.sqrt(-2 * Math.log(1 - nextFraction()));
    return radius * Math.cos(2 * Math.PI * nextFraction());
  }

  return { nextWord, nextFraction, nextBelow, nextNormal, getState: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0] };
}

/** Shuffles in place (Fisher-Yates); every order is equally likely. */
export function shuffle(items: Int32Array | unknown[], random: Random): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.nextBelow(last + 1);
    const held = items[last];
    items[last] = items[other];
    items[other] = held;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
