/** A seeded source of random choices: the same seed and stream give the same choices on every machine. */
export interface Random {
  /** A whole number in 0..bound-1, every one equally likely; `bound` is in 1..2^32. */
  below(bound: number): number;
  /** A number in [0, 1) with 32 random bits. */
  fraction(): number;
  /** One element; the list must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(list: readonly T[]): T[];
}

/**
 * Opens the stream `name` of `seed`. Streams are independent, so that a new choice in one file of the sample
 * project does not move the choices in another. Generator: xoshiro128** (Blackman and Vigna, 2018).
 */
export function createRandom(seed: number, name: string): Random {
  const next = createGenerator(seed, name);

  function below(bound: number): number {
    // Values from the incomplete last block are drawn again, or low numbers would come up more often.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let value = next();
    while (value >= limit) value = next();
    return value % bound;
  }

  function pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('pick needs a list with at least one element');
    return list[below(list.length)];
  }

  function shuffle<T>(list: readonly T[]): T[] {
    const shuffled = [...list];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = below(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
    }
    return shuffled;
  }

  return { below, fraction: () => next() / 2 ** 32, pick, shuffle };
}

function createGenerator(seed: number, name: string): () => number {
  const mix = createMixer(seed, name);
  let [a, b, c, d] = [mix(), mix(), mix(), mix()];
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** Spreads seed and name over the generator's four words: FNV-1a over the name, then a 32-bit finaliser. */
function createMixer(seed: number, name: string): () => number {
  let state = 0x811c9dc5;
  for (const character of `${seed}/${name}`) {
    state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  }
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return word ^ (word >>> 16);
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
