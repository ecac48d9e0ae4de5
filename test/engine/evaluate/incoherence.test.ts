import { describe, expect, it } from 'vitest';
import { isIncoherent } from '../../../src/engine/evaluate/incoherence.ts';

describe('incoherence', () => {
  it.each(['lumo lumo lumo lumo', 'so Lumo lumo LUMO, lumo.', 'lumo-lumo/lumo 1 lumo', 'a\nlumo\nlumo\n\nlumo lumo b'])(
    'is a word more than three times in a row: %j',
    (text) => {
      expect(isIncoherent(text)).toBe(true);
    },
  );

  it.each([
    '',
    'lumo lumo lumo',
    'lumo lumo lumo varo lumo',
    '7 7 7 7 7',
    '!!! !!! !!! !!!',
    'lumolumolumolumo',
    'a b a b a b a b',
  ])('is not: %j', (text) => {
    expect(isIncoherent(text)).toBe(false);
  });

  it('looks at the letters a to z alone, as the reference does', () => {
    expect(isIncoherent('éa éa éa éa')).toBe(true);
    expect(isIncoherent('да да да да')).toBe(false);
  });
});
