/** Characters in a row that are compared. */
export const shingleLength = 5;

/** A text as near duplicates are looked for: compatibility forms joined, small letters, every run of other than letters and digits one space. */
export function normaliseForShingles(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Numbers shingles in the order in which they are first seen, and counts in how many texts each stands. */
export interface ShingleBook {
  /** The distinct shingles of a normalised text, as numbers; a text shorter than one is a shingle itself. */
  add(text: string): Uint32Array;
  /** In how many texts each shingle stands, by number. */
  listCounts(): Uint32Array;
}

const firstCapacity = 1 << 14;

/**
 * An empty book. A table of our own (open addressing, the five characters of a shingle as three numbers), because a Map of
 * a million short texts takes most of the time of the whole search.
 */
export function createShingleBook(): ShingleBook {
  let capacity = firstCapacity;
  /** Number of the shingle in a slot, plus 1; 0 where the slot is free. */
  let slots = new Uint32Array(capacity);
  let keys = new Uint32Array(3 * capacity);
  let counts = new Uint32Array(capacity);
  /** The text that had a shingle last, so that one with it twice counts once. */
  let lastText = new Uint32Array(capacity);
  let size = 0;
  let textNumber = 0;

  const findSlot = (first: number, second: number, third: number): number => {
    let at = mix(first, second, third) & (capacity - 1);
    for (let slot = slots[at]; slot !== undefined && slot !== 0; slot = slots[at]) {
      const key = 3 * (slot - 1);
      if (keys[key] === first && keys[key + 1] === second && keys[key + 2] === third) break;
      at = (at + 1) & (capacity - 1);
    }
    return at;
  };
  const grow = (): void => {
    const oldKeys = keys;
    capacity *= 2;
    slots = new Uint32Array(capacity);
    keys = new Uint32Array(3 * capacity);
    keys.set(oldKeys);
    counts = extend(counts, capacity);
    lastText = extend(lastText, capacity);
    for (let number = 0; number < size; number++) {
      const [first, second, third] = keys.subarray(3 * number, 3 * number + 3);
      slots[findSlot(first, second, third)] = number + 1;
    }
  };
  const numberOf = (first: number, second: number, third: number): number => {
    const at = findSlot(first, second, third);
    const known = slots[at] ?? 0;
    if (known !== 0) return known - 1;
    const number = size++;
    slots[at] = number + 1;
    keys.set([first, second, third], 3 * number);
    if (size > capacity / 2) grow();
    return number;
  };
  return {
    add(text) {
      textNumber++;
      const found: number[] = [];
      const last = Math.max(0, text.length - shingleLength);
      for (let start = 0; start <= last; start++) {
        const number = numberOf(pairAt(text, start), pairAt(text, start + 2), codeAt(text, start + 4));
        if (lastText[number] === textNumber) continue;
        lastText[number] = textNumber;
        counts[number] = (counts[number] ?? 0) + 1;
        found.push(number);
      }
      return Uint32Array.from(found);
    },
    listCounts: () => counts.slice(0, size),
  };
}

/** A character beyond the end counts as none, which no normalised text holds. */
function codeAt(text: string, index: number): number {
  return index < text.length ? text.charCodeAt(index) : 0;
}

function pairAt(text: string, index: number): number {
  return ((codeAt(text, index) << 16) | codeAt(text, index + 1)) >>> 0;
}

function mix(first: number, second: number, third: number): number {
  let hash = Math.imul(first ^ (first >>> 15), 0x9e3779b1) ^ second;
  hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b) ^ third;
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

function extend(values: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const extended = new Uint32Array(length);
  extended.set(values);
  return extended;
}
