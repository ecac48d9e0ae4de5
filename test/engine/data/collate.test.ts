import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collate, countLabels, type EncodedExample } from '../../../src/engine/data/index.ts';
import { createEncoded } from './builders.ts';

const padId = -7;

const encoded: fc.Arbitrary<EncodedExample> = fc
  .array(fc.nat(31_999), { minLength: 1, maxLength: 20 })
  .chain((ids) => fc.record({ ids: fc.constant(Int32Array.from(ids)), promptLength: fc.nat(ids.length) }));

const batch = fc.record({
  examples: fc.array(encoded, { maxLength: 6 }),
  emptyRows: fc.nat(3),
  extraLength: fc.nat(5),
  extraSlots: fc.nat(5),
});

describe('packing a batch', () => {
  it('holds every label exactly once, where the logits that predict it are', () => {
    fc.assert(
      fc.property(batch, ({ examples, emptyRows, extraLength, extraSlots }) => {
        const batchSize = examples.length + emptyRows;
        const length = Math.max(1, ...examples.map(({ ids }) => ids.length)) + extraLength;
        const labelSlots = Math.max(1, ...examples.map(countLabels)) + extraSlots;
        const packed = collate(examples, { batchSize, length, labelSlots, padId });

        const wanted = examples.flatMap(({ ids, promptLength }, row) =>
          [...ids.keys()]
            .filter((position) => position >= promptLength && position > 0)
            .map((position) => ({ index: row * length + position - 1, id: ids[position], row })),
        );
        const found = [...packed.labelWeights.keys()]
          .filter((slot) => packed.labelWeights[slot] !== 0)
          .map((slot) => ({
            index: packed.labelPositions[slot],
            id: packed.labelIds[slot],
            row: Math.floor(slot / labelSlots),
          }));
        expect(found).toEqual(wanted);
        for (const { index = 0, id } of found) expect(packed.ids[index + 1]).toBe(id);

        expect(packed.labelWeights.reduce((sum, weight) => sum + weight, 0)).toBe(wanted.length);
        expect(packed.labelWeights.every((weight) => weight === 0 || weight === 1)).toBe(true);
        expect(packed.labelCount).toBe(wanted.length);
        expect(packed.labelPositions.every((index) => index >= 0 && index < batchSize * length)).toBe(true);
      }),
    );
  });

  it('gives back the tokens of every row and pads the rest', () => {
    fc.assert(
      fc.property(batch, ({ examples, emptyRows, extraLength }) => {
        const batchSize = examples.length + emptyRows;
        const length = Math.max(1, ...examples.map(({ ids }) => ids.length)) + extraLength;
        const packed = collate(examples, { batchSize, length, labelSlots: 20, padId });
        for (const [row, { ids }] of examples.entries()) {
          expect(packed.lengths[row]).toBe(ids.length);
          expect(packed.ids.subarray(row * length, row * length + ids.length)).toEqual(ids);
        }
        const realTokens = examples.reduce((sum, { ids }) => sum + ids.length, 0);
        expect(packed.ids.filter((id) => id === padId)).toHaveLength(batchSize * length - realTokens);
        expect(packed.tokenCount).toBe(realTokens);
        expect(packed.lengths.every((size) => size >= 1)).toBe(true);
      }),
    );
  });

  it('lists the real tokens without the padding, each index the inverse of the other', () => {
    fc.assert(
      fc.property(batch, ({ examples, emptyRows, extraLength, extraSlots }) => {
        const batchSize = examples.length + emptyRows;
        const length = Math.max(1, ...examples.map(({ ids }) => ids.length)) + extraLength;
        const tokens = examples.reduce((sum, { ids }) => sum + ids.length, 0);
        const shape = { batchSize, length, labelSlots: 20, denseTokens: tokens + extraSlots };
        const { dense, ids } = collate(examples, { ...shape, padId });
        const { positions, sources } = dense ?? { positions: new Int32Array(), sources: new Int32Array() };
        expect([positions.length, sources.length]).toEqual([tokens + extraSlots, batchSize * length]);
        expect([...positions.subarray(0, tokens)].map((position) => ids[position])).toEqual(
          examples.flatMap((example) => [...example.ids]),
        );
        expect([...positions.subarray(tokens)].every((position) => position === -1)).toBe(true);
        expect(sources.filter((source) => source >= 0)).toHaveLength(tokens);
        for (let row = 0; row < tokens; row++) expect(sources[positions[row]]).toBe(row);
      }),
    );
  });

  it('averages over labels, not over examples, as the reference does', () => {
    const packed = collate([createEncoded(6, 2), createEncoded(4, 3)], {
      batchSize: 3,
      length: 8,
      labelSlots: 4,
      padId,
    });
    expect([...packed.labelPositions]).toEqual([1, 2, 3, 4, 10, 8, 8, 8, 16, 16, 16, 16]);
    expect([...packed.labelIds]).toEqual([102, 103, 104, 105, 103, 0, 0, 0, 0, 0, 0, 0]);
    expect([...packed.labelWeights]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('does not take what does not fit', () => {
    const shape = { batchSize: 1, length: 8, labelSlots: 4, padId };
    expect(() => collate([createEncoded(9, 8)], shape)).toThrow('do not fit');
    expect(() => collate([createEncoded(8, 3)], shape)).toThrow('do not fit');
    expect(() => collate([createEncoded(2, 1), createEncoded(2, 1)], shape)).toThrow('do not fit');
    expect(() => collate([createEncoded(8, 7)], { ...shape, denseTokens: 7 })).toThrow('more than 7 tokens');
  });
});
