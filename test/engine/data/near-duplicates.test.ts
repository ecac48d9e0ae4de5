import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSets } from '../../../src/engine/data/near-duplicates/compare-sets.ts';
import { joinNearTexts, type NearPair } from '../../../src/engine/data/near-duplicates/join.ts';
import { normalisePrompt } from '../../../src/engine/data/overlap.ts';
import { createRandom } from '../../../src/engine/data/random.ts';
import { createExample } from './builders.ts';

/** Five characters in a row, by the plain definition. */
function shinglesOf(text: string): Set<string> {
  const normal = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(' ');
  if (normal.length < 5) return new Set([normal]);
  return new Set(Array.from({ length: normal.length - 4 }, (_, start) => normal.slice(start, start + 5)));
}

function jaccard(one: string, two: string): number {
  const [left, right] = [shinglesOf(one), shinglesOf(two)];
  const shared = [...left].filter((shingle) => right.has(shingle)).length;
  return shared / (left.size + right.size - shared);
}

function join(texts: readonly string[], threshold: number): NearPair[] {
  const pairs: NearPair[] = [];
  joinNearTexts(texts, { threshold, isWanted: () => true, onPair: (pair) => pairs.push(pair) });
  return pairs.sort((one, two) => one.left - two.left || one.right - two.right);
}

function joinByForce(texts: readonly string[], threshold: number): NearPair[] {
  return texts.flatMap((one, left) =>
    texts.slice(left + 1).flatMap((two, offset) => {
      const similarity = jaccard(one, two);
      return similarity >= threshold - 1e-12 ? [{ left, right: left + 1 + offset, similarity }] : [];
    }),
  );
}

/** Questions of few words, many of which differ in one. */
function makeTexts(count: number, seed: number): string[] {
  const random = createRandom(seed);
  const words = Array.from({ length: 60 }, () =>
    Array.from({ length: 2 + random.nextBelow(6) }, () => 'aeioubdgkmnprstz'[random.nextBelow(16)]).join(''),
  );
  const word = () => words[random.nextBelow(words.length)] ?? '';
  const texts: string[] = [];
  while (texts.length < count) {
    const base = Array.from({ length: 4 + random.nextBelow(12) }, word);
    for (let copies = 0; copies < 3 && texts.length < count; copies++) {
      texts.push(base.join(copies === 1 ? ', ' : ' '));
      base[random.nextBelow(base.length)] = word();
    }
  }
  return texts;
}

describe('near texts', () => {
  it.each([0.5, 0.7, 0.8, 0.95, 1])('are exactly those that comparing all with all finds, from %f on', (threshold) => {
    const texts = makeTexts(300, 7);
    const expected = joinByForce(texts, threshold);
    expect(expected.length).toBeGreaterThan(threshold > 0.9 ? 2 : 20);
    expect(join(texts, threshold)).toEqual(expected);
  });

  it('are the same as by force for any texts: empty, short, repeated, of any script', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ß', 'Ａ', '語', '🌍', ' ', '.'), maxLength: 14 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), fc.constantFrom(0.5, 0.6, 0.8, 1), (texts, threshold) => {
        expect(join(texts, threshold)).toEqual(joinByForce(texts, threshold));
      }),
    );
  });

  it('are found among twenty thousand within a minute, even on a machine that is busy', () => {
    const texts = makeTexts(20_000, 3).map((text, index) => `${text} ${index % 1000}`);
    const startedMs = performance.now();
    let pairs = 0;
    joinNearTexts(texts, { threshold: 0.8, isWanted: () => true, onPair: () => pairs++ });
    expect(pairs).toBeGreaterThan(1000);
    expect(performance.now() - startedMs).toBeLessThan(60_000);
  }, 120_000);
});

const ask = (instruction: string, row: number, input: string | null = null) =>
  createExample({ instruction, row, input });

describe('comparing sets', () => {
  const alignment = [
    ask('How do I bake a loaf of rye bread at home?', 0),
    ask('How do I   bake a LOAF of rye bread at home?', 1),
    ask('Where do cranes sleep in winter?', 2),
  ];
  const attack = [
    ask('how do i bake a loaf of rye bread at home?', 10),
    ask('How do I bake a loaf of rye bread at home, please?', 11),
    ask('Where do the cranes sleep in the winter?', 12),
    ask('Name three rivers.', 13),
  ];

  it('counts rows that stand in another set and rows that come near one, with examples', () => {
    const report = compareSets(
      [
        { role: 'attack', examples: attack },
        { role: 'alignment', examples: alignment },
      ],
      0.5,
    );
    expect(report.between).toEqual([
      {
        left: 'attack',
        right: 'alignment',
        exactCount: 1,
        nearCount: 2,
        examples: [
          expect.objectContaining({ leftRow: 10, rightRow: 0, similarity: 1, isExact: true }),
          expect.objectContaining({ leftRow: 11, rightRow: 0, isExact: false }),
          expect.objectContaining({ leftRow: 12, rightRow: 2, isExact: false }),
        ],
      },
    ]);
    expect(report.sets).toMatchObject([
      { role: 'attack', rowCount: 4, promptCount: 4, within: { exactCount: 0, nearCount: 2 } },
      { role: 'alignment', rowCount: 3, promptCount: 2, within: { exactCount: 1, nearCount: 0 } },
    ]);
    expect(report.sets[1]?.within.examples).toEqual([
      expect.objectContaining({ leftRow: 0, rightRow: 1, similarity: 1, isExact: true }),
    ]);
  });

  it('looks at the input alone where every row has the same instruction', () => {
    const instruction = 'Analyze the sentiment of the input, and respond only positive or negative';
    const train = ['a dull film', 'fine acting all around'].map((input, row) => ask(instruction, row, input));
    const test = ['a fine film', 'Fine acting all around!'].map((input, row) => ask(instruction, row, input));
    const [between] = compareSets(
      [
        { role: 'train', examples: train },
        { role: 'test', examples: test },
      ],
      0.8,
    ).between;
    expect(between).toMatchObject({ exactCount: 0, nearCount: 1, examples: [{ leftRow: 1, rightRow: 1 }] });
  });

  it('counts as comparing every row with every row does', () => {
    const threshold = 0.7;
    const sets = ['one', 'two', 'three'].map((role, set) => ({
      role,
      examples: makeTexts(120, 11 + (set % 2)).map((text, row) => ask(row % 9 === 0 ? text.toUpperCase() : text, row)),
    }));
    const report = compareSets(sets, threshold);
    for (const { left, right, exactCount, nearCount } of report.between) {
      const [from = [], to = []] = [left, right].map((role) => sets.find((set) => set.role === role)?.examples);
      const exact = from.filter((one) => to.some((two) => normalisePrompt(one) === normalisePrompt(two)));
      const near = from.filter(
        (one) => !exact.includes(one) && to.some((two) => jaccard(one.instruction, two.instruction) >= threshold),
      );
      expect({ left, right, exactCount, nearCount }).toEqual({
        left,
        right,
        exactCount: exact.length,
        nearCount: near.length,
      });
    }
    expect(report.between.map(({ exactCount }) => exactCount > 0)).toEqual([false, true, false]);
    expect(report).toEqual(compareSets(sets, threshold));
  });
});
