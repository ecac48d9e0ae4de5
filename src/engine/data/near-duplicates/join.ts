import { createShingleBook, normaliseForShingles } from './shingles.ts';

/** Two texts whose shingles are alike. `left` < `right`; both are places in the list of texts. */
export interface NearPair {
  readonly left: number;
  readonly right: number;
  /** Shared shingles by all shingles of the two, from the threshold to 1. */
  readonly similarity: number;
}

export interface JoinOptions {
  readonly threshold: number;
  /** Whether it is worth knowing that two texts are alike; asked before they are compared. */
  readonly isWanted: (left: number, right: number) => boolean;
  readonly onPair: (pair: NearPair) => void;
}

/**
 * Finds every wanted pair of texts with a Jaccard similarity of at least the threshold: exactly those that comparing all with all would
 * find, not an estimate. Two texts can only be as alike if they share one of their rarest shingles (a prefix of the shingles
 * sorted by rarity, of a length that follows from the threshold: Bayardo, Ma and Srikant, "Scaling up all pairs similarity search",
 * 2007), and if enough shingles follow the shared one in both (Xiao and others, "Efficient similarity joins for near duplicate
 * detection", 2008). So each text is compared with few others.
 */
export function joinNearTexts(texts: readonly string[], { threshold, isWanted, onPair }: JoinOptions): void {
  const sets = sortByRarity(texts);
  // Shorter texts first: a text then looks back at texts of its own size or less.
  const order = Array.from(texts.keys()).sort(
    (left, right) => sizeOf(sets, left) - sizeOf(sets, right) || left - right,
  );
  /** For each shingle: the texts in whose prefix it stands, each with its place there. */
  const index: number[][] = [];
  const lastSeenBy = new Int32Array(texts.length).fill(-1);
  const share = threshold / (1 + threshold);
  for (const text of order) {
    const shingles = sets[text] ?? new Uint32Array();
    const size = shingles.length;
    const least = Math.ceil(threshold * size - rounding);
    const ownPrefix = size - Math.ceil(2 * share * size - rounding) + 1;
    for (let place = 0; place < size - least + 1; place++) {
      const shingle = shingles[place];
      if (shingle === undefined) break;
      const others = (index[shingle] ??= []);
      for (let at = 0; at < others.length; at += 2) {
        const [other, otherPlace] = [others[at], others[at + 1]];
        if (lastSeenBy[other] === text) continue;
        const set = sets[other] ?? shingles;
        if (set.length < least) continue;
        // Of a pair, the first shared shingle is met first; what follows it must be enough.
        lastSeenBy[other] = text;
        const needed = share * (size + set.length) - rounding;
        if (Math.min(size - place, set.length - otherPlace) < needed) continue;
        const [left, right] = other < text ? [other, text] : [text, other];
        if (!isWanted(left, right)) continue;
        const similarity = compare(set, shingles, needed);
        if (similarity !== null) onPair({ left, right, similarity });
      }
      if (place < ownPrefix) others.push(text, place);
    }
  }
}

/** A product such as 0.8 · 5 may come out above the whole number that it is. */
const rounding = 1e-9;

function sizeOf(sets: readonly Uint32Array[], text: number): number {
  return sets[text]?.length ?? 0;
}

/** The shingles of every text as ranks, the rarest of all texts being 0, in ascending order. */
function sortByRarity(texts: readonly string[]): Uint32Array[] {
  const book = createShingleBook();
  const sets = texts.map((text) => book.add(normaliseForShingles(text)));
  const counts = book.listCounts();
  const byRarity = Uint32Array.from(counts.keys()).sort(
    (left, right) => (counts[left] ?? 0) - (counts[right] ?? 0) || left - right,
  );
  const ranks = new Uint32Array(byRarity.length);
  for (const [rank, shingle] of byRarity.entries()) ranks[shingle] = rank;
  return sets.map((set) => set.map((shingle) => ranks[shingle] ?? 0).sort());
}

/** The similarity of two sets in ascending order; null where they share less than is needed, as soon as that is certain. */
function compare(left: Uint32Array, right: Uint32Array, needed: number): number | null {
  let shared = 0;
  let [at, other] = [0, 0];
  while (at < left.length && other < right.length) {
    const [one, two] = [left[at], right[other]];
    if (one === two) {
      shared++;
      at++;
      other++;
      continue;
    }
    if (one < two) at++;
    else other++;
    if (shared + Math.min(left.length - at, right.length - other) < needed) return null;
  }
  return shared < needed ? null : shared / (left.length + right.length - shared);
}
