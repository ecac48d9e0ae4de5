import { expect, test } from 'vitest';
import {
  collapseArms,
  expandArm,
  type FormArm,
  getArmValue,
  setInArm,
} from '../../../src/renderer/features/new-experiment/form/arms.ts';

const method = 'alignment.method';
const booster: FormArm = {
  id: '1',
  label: 'Booster',
  set: { [method]: { name: 'booster', lambda: 5, alpha: 0.1 } },
  vary: {},
};

test('a varied λ makes an arm of each value, named after it', () => {
  expect(expandArm({ ...booster, vary: { [`${method}.lambda`]: [1, 2, 5] } }, 'Booster')).toEqual(
    [1, 2, 5].map((lambda) => ({
      label: `Booster λ=${lambda}`,
      set: { [method]: { name: 'booster', lambda, alpha: 0.1 } },
    })),
  );
});

test('two varied fields make a grid, the last varying fastest', () => {
  const arm = { ...booster, vary: { [`${method}.lambda`]: [1, 2], [`${method}.alpha`]: [0.1, 0.01] } };
  expect(expandArm(arm, 'Booster').map(({ label }) => label)).toEqual([
    'Booster λ=1 α=0.1',
    'Booster λ=1 α=0.01',
    'Booster λ=2 α=0.1',
    'Booster λ=2 α=0.01',
  ]);
});

test('a list of one value is that value and leaves the label alone', () => {
  const arm = { ...booster, vary: { [`${method}.lambda`]: [7] } };
  expect(expandArm(arm, 'Booster')).toEqual([
    { label: 'Booster', set: { [method]: { name: 'booster', lambda: 7, alpha: 0.1 } } },
  ]);
});

test('reads expanded arms as the one they came from, between others', () => {
  const vary = { [`${method}.lambda`]: [1, 2], [`${method}.alpha`]: [0.1, 0.01] };
  const sft = { label: 'SFT', set: { [method]: { name: 'sft' } } };
  const collapsed = collapseArms([sft, ...expandArm({ ...booster, vary }, 'Booster'), { ...sft, label: 'SFT λ=1' }]);
  expect(collapsed.map(({ label, vary: axes }) => ({ label, axes }))).toEqual([
    { label: 'SFT', axes: {} },
    { label: 'Booster', axes: vary },
    { label: 'SFT λ=1', axes: {} },
  ]);
});

test('leaves arms alone that differ in more than their labels say', () => {
  const arms = [
    { label: 'B λ=1', set: { [method]: { name: 'booster', lambda: 1, alpha: 0.1 } } },
    { label: 'B λ=2', set: { [method]: { name: 'booster', lambda: 2, alpha: 0.5 } } },
  ];
  expect(collapseArms(arms).map(({ label }) => label)).toEqual(['B λ=1', 'B λ=2']);
});

test('a value is set inside the part that the arm has already, else as a part of its own', () => {
  expect(setInArm(booster.set, `${method}.lambda`, 3)).toEqual({
    [method]: { name: 'booster', lambda: 3, alpha: 0.1 },
  });
  expect(setInArm({}, 'attack.loraMode', 'double')).toEqual({ 'attack.loraMode': 'double' });
  expect(setInArm({ 'a.b.c': 1, other: 2 }, 'a.b', { c: 3 })).toEqual({ 'a.b': { c: 3 }, other: 2 });
});

test('an arm sees its own settings over the shared ones', () => {
  const settings = { attack: { p: 0.1, n: 5 } };
  const arm = { ...booster, set: { 'attack.p': 0.5 } };
  expect(getArmValue(arm, settings, 'attack.p')).toBe(0.5);
  expect(getArmValue(arm, settings, 'attack.n')).toBe(5);
  expect(getArmValue(arm, settings, 'attack')).toEqual({ p: 0.5, n: 5 });
});
