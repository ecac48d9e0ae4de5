import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  roundToBfloat16,
  roundToFloat16,
  widenBfloat16,
  widenFloat16,
} from '../../../src/engine/checkpoint/float-conversion.ts';

type Widen = (source: Uint16Array, target: Float32Array) => void;
type Round = (source: Float32Array, target: Uint16Array) => void;

function widenOne(widen: Widen, bits: number): number {
  const target = new Float32Array(1);
  widen(Uint16Array.of(bits), target);
  return target[0] ?? 0;
}

function roundOne(round: Round, value: number): number {
  const target = new Uint16Array(1);
  round(Float32Array.of(value), target);
  return target[0] ?? 0;
}

describe('bfloat16', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3f80, 1],
    [0xc000, -2],
    [0x4049, 3.140625],
    [0x7f80, Number.POSITIVE_INFINITY],
    [0xff80, Number.NEGATIVE_INFINITY],
    [0x7fc0, Number.NaN],
    [0x0001, 2 ** -133],
    [0x7f7f, 255 * 2 ** 120],
  ])('widens %i to %d', (bits, value) => {
    expect(widenOne(widenBfloat16, bits)).toBe(value);
  });

  it.each([
    ['a tie to the even neighbour below', 1 + 2 ** -8, 0x3f80],
    ['a tie to the even neighbour above', 1 + 3 * 2 ** -8, 0x3f82],
    ['just above a tie upwards', 1 + 2 ** -8 + 2 ** -23, 0x3f81],
    ['just below a tie downwards', 1 + 2 ** -8 - 2 ** -23, 0x3f80],
    ['the largest float32 to infinity', 3.4028234663852886e38, 0x7f80],
    ['the smallest float32 to zero', 2 ** -149, 0x0000],
    ['infinity to itself', Number.NEGATIVE_INFINITY, 0xff80],
    ['a negative tie like a positive one', -(1 + 3 * 2 ** -8), 0xbf82],
  ])('rounds %s', (_, value, bits) => {
    expect(roundOne(roundToBfloat16, value)).toBe(bits);
  });

  it('keeps a NaN whose payload lies in the dropped bits, and its sign', () => {
    const target = new Uint16Array(2);
    roundToBfloat16(new Float32Array(Uint32Array.of(0x7f800001, 0xffffffff).buffer), target);
    expect([...target]).toEqual([0x7fc0, 0xffff]);
  });

  it('rounds any float32 to the nearest bfloat16, with an even last bit on ties', () => {
    fc.assert(fc.property(finiteFloat, (value) => expectNearestEven(value, widenBfloat16, roundToBfloat16, 0x7f80)));
  });
});

describe('float16', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e01, Number.NaN],
  ])('widens %i to %d', (bits, value) => {
    expect(widenOne(widenFloat16, bits)).toBe(value);
  });

  it.each([
    ['a tie to the even neighbour below', 1 + 2 ** -11, 0x3c00],
    ['a tie to the even neighbour above', 1 + 3 * 2 ** -11, 0x3c02],
    ['the last number that stays finite', 65519, 0x7bff],
    ['the first number that becomes infinity', 65520, 0x7c00],
    ['half the smallest number to zero', 2 ** -25, 0x0000],
    ['just above half the smallest number to the smallest', 2 ** -25 + 2 ** -40, 0x0001],
    ['the largest subnormal tie to the smallest normal', 1023.5 * 2 ** -24, 0x0400],
  ])('rounds %s', (_, value, bits) => {
    expect(roundOne(roundToFloat16, value)).toBe(bits);
  });

  it('keeps NaN', () => {
    expect(widenOne(widenFloat16, roundOne(roundToFloat16, Number.NaN))).toBeNaN();
  });

  it('rounds any float32 to the nearest float16, with an even last bit on ties', () => {
    fc.assert(fc.property(finiteFloat, (value) => expectNearestEven(value, widenFloat16, roundToFloat16, 0x7c00)));
  });
});

it.each([
  ['bfloat16', widenBfloat16, roundToBfloat16],
  ['float16', widenFloat16, roundToFloat16],
] as const)('every %s value survives widening and rounding', (_, widen, round) => {
  const all = Uint16Array.from({ length: 0x10000 }, (_value, bits) => bits);
  const wide = new Float32Array(all.length);
  const back = new Uint16Array(all.length);
  widen(all, wide);
  round(wide, back);
  const changed = [...all].filter((bits) => back[bits] !== bits && !Number.isNaN(wide[bits]));
  expect(changed).toEqual([]);
  expect([...all].every((bits) => Number.isNaN(wide[bits]) === Number.isNaN(widenOne(widen, back[bits] ?? 0)))).toBe(
    true,
  );
});

const finiteFloat = fc.float({ noNaN: true, noDefaultInfinity: true });

/** Compares with both neighbours in exact double arithmetic; `infinity` is the format's bit pattern of it. */
function expectNearestEven(value: number, widen: Widen, round: Round, infinity: number): void {
  const bits = roundOne(round, value);
  const magnitude = bits & 0x7fff;
  expect(bits >> 15).toBe(Object.is(value, -0) || value < 0 ? 1 : 0);
  if (magnitude === infinity) return;
  const error = Math.abs(widenOne(widen, magnitude) - Math.abs(value));
  const neighbours = [magnitude - 1, magnitude + 1].filter((other) => other >= 0 && other < infinity);
  for (const other of neighbours) {
    const otherError = Math.abs(widenOne(widen, other) - Math.abs(value));
    expect(error).toBeLessThanOrEqual(otherError);
    expect(error === otherError && magnitude % 2 === 1).toBe(false);
  }
}
