import { expect, test } from 'vitest';
import { findField } from '../../../src/renderer/features/new-experiment/form/run-fields.ts';
import { formatValueList, parseValueList } from '../../../src/renderer/features/new-experiment/form/value-list.ts';

function field(path: string) {
  const found = findField(path);
  if (!found) throw new Error(`No field ${path}.`);
  return found;
}
const parse = (text: string, path = 'attack.p') => parseValueList(text, field(path));

test('reads values, exponents and ranges with and without a step', () => {
  expect(parse('0, 0.05,0.1')).toEqual([0, 0.05, 0.1]);
  expect(parse('1e-5, 5e-5')).toEqual([1e-5, 5e-5]);
  expect(parse('0..0.2 step 0.05')).toEqual([0, 0.05, 0.1, 0.15, 0.2]);
  expect(parse('0..4')).toEqual([0, 1, 2, 3, 4]);
  expect(parse('3..1')).toEqual([3, 2, 1]);
  expect(parse('1e-5..3e-5 step 1e-5')).toEqual([1e-5, 2e-5, 3e-5]);
  expect(parse('0, 2..4, 9')).toEqual([0, 2, 3, 4, 9]);
});

test('keeps what it cannot read as the text it is', () => {
  expect(parse('0, often, 0..0.2, 0..1 step 0, 0..9 step 1e-9')).toEqual([
    0,
    'often',
    '0..0.2',
    '0..1 step 0',
    '0..9 step 1e-9',
  ]);
});

test('an empty field is no value, and "none" is one where the setting may be empty', () => {
  expect(parse(' , ')).toEqual([]);
  expect(parse('none, 100', 'attack.training.maxSteps')).toEqual([null, 100]);
  expect(parse('none')).toEqual(['none']);
});

test('values of a setting that is a list are separated by semicolons', () => {
  expect(parse('50..150 step 50; 100', 'attack.checkpointSteps')).toEqual([[50, 100, 150], [100]]);
  expect(parse('refusal; refusal, reference', 'evaluation.safety.judges')).toEqual([
    ['refusal'],
    ['refusal', 'reference'],
  ]);
});

test('writes lists that it reads back as the same', () => {
  for (const text of ['0..4', '0, 0.05, 0.1', '1e-5, 0.5', '1, 2, 3']) {
    expect(formatValueList(parse(text), field('attack.p'))).toBe(text);
  }
  const steps = field('attack.checkpointSteps');
  expect(formatValueList([[50, 100], [200]], steps)).toBe('50, 100; 200');
});
