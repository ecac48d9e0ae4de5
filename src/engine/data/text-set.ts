/** Texts that were seen, as 64-bit hashes: 16 to 32 bytes each, however long they are. */
export interface TextSet {
  /** Whether the text is new. Of a million texts two different ones count as one with a chance of 3 in 100 million. */
  add(text: string): boolean;
}

const firstCapacity = 1 << 12;

/** An empty set. Open addressing: a text stands at the place that its hash names, or at the next one that is free. */
export function createTextSet(): TextSet {
  let capacity = firstCapacity;
  let slots = new Uint32Array(2 * capacity);
  let size = 0;

  /** Puts a hash into its place; false where it stands there already. */
  const place = (low: number, high: number): boolean => {
    let at = low & (capacity - 1);
    while (slots[2 * at] !== 0 || slots[2 * at + 1] !== 0) {
      if (slots[2 * at] === low && slots[2 * at + 1] === high) return false;
      at = (at + 1) & (capacity - 1);
    }
    slots[2 * at] = low;
    slots[2 * at + 1] = high;
    return true;
  };
  const grow = (): void => {
    const old = slots;
    capacity *= 2;
    slots = new Uint32Array(2 * capacity);
    for (let at = 0; at < old.length; at += 2) {
      const [low, high] = [old[at], old[at + 1]];
      if (low !== 0 || high !== 0) place(low, high);
    }
  };
  return {
    add(text) {
      const { low, high } = hashText(text);
      // Zero means that a place is free.
      const isNew = place(low, high || 1);
      if (isNew && ++size > capacity / 2) grow();
      return isNew;
    },
  };
}

/** Two independent 32-bit hashes of a text, mixed with the multipliers of MurmurHash3 and xxHash. */
export function hashText(text: string): { low: number; high: number } {
  let low = 0x9747b28c ^ text.length;
  let high = 0x85ebca77 ^ text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high ^ code, 0xc2b2ae3d);
    high ^= high >>> 13;
  }
  return { low: finish(low), high: finish(high) };
}

function finish(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
