import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeField, findOption } from '../../../src/renderer/features/new-experiment/form/field-tree.ts';
import { nameTrail } from '../../../src/renderer/features/new-experiment/form/describe-choice.ts';
import { resolvePath } from '../../../src/renderer/features/new-experiment/form/file-paths.ts';
import { setting } from '../../../src/shared/settings/setting.ts';

const schema = z.strictObject({
  rate: setting(z.number().positive().lt(1).default(0.5), { label: 'Rate', help: 'How fast.', paper: 0.1 }),
  count: z.int().min(2).nullable().default(null),
  mode: z.enum(['slow', 'fast']).default('slow'),
  isOn: z.boolean().default(true),
  path: z.string().min(1),
  steps: z.array(z.int()).default([]),
  kind: z.discriminatedUnion('name', [
    z.strictObject({ name: z.literal('plain') }),
    z.strictObject({ name: z.literal('rich'), depth: z.int().default(3) }),
  ]),
  part: z.strictObject({ inner: z.number().default(1) }).prefault({ inner: 7 }),
  extra: z.strictObject({ inner: z.number() }).nullable().default(null),
});
const form = describeField(schema, '');
function member(name: string) {
  const found = form.kind === 'group' ? form.members.find((one) => one.name === name) : undefined;
  if (!found) throw new Error(`No member ${name}.`);
  return found;
}

test('draws each kind of field from its declaration alone', () => {
  expect(form.kind === 'group' && form.members.map(({ kind, path }) => [path, kind])).toEqual([
    ['rate', 'number'],
    ['count', 'number'],
    ['mode', 'choice'],
    ['isOn', 'boolean'],
    ['path', 'text'],
    ['steps', 'list'],
    ['kind', 'union'],
    ['part', 'group'],
    ['extra', 'group'],
  ]);
});

test('knows bounds, defaults, descriptions and what may be empty', () => {
  expect(member('rate')).toMatchObject({
    isInteger: false,
    bounds: { minimum: 0, maximum: 1, isMinimumExcluded: true, isMaximumExcluded: true },
    defaultValue: 0.5,
    info: { label: 'Rate', paper: 0.1 },
  });
  expect(member('count')).toMatchObject({
    isInteger: true,
    isNullable: true,
    defaultValue: null,
    bounds: { minimum: 2, maximum: null, isMinimumExcluded: false },
  });
  expect(member('path').defaultValue).toBeUndefined();
  expect(member('extra')).toMatchObject({ isNullable: true, defaultValue: null });
});

test('what a group fills in for its members is their default', () => {
  const part = member('part');
  expect(part.kind === 'group' && part.members[0]?.defaultValue).toBe(7);
});

test('a union lists the fields of each option and finds the chosen one', () => {
  const union = member('kind');
  if (union.kind !== 'union') throw new Error('No union.');
  expect(union.options.map(({ value, members }) => [value, members.map(({ path }) => path)])).toEqual([
    ['plain', []],
    ['rich', ['kind.depth']],
  ]);
  expect(findOption(union, { name: 'rich' })?.value).toBe('rich');
  expect(findOption(union, undefined)).toBeUndefined();
});

test('names a setting by the headings it stands under, and a file by its heading', () => {
  expect(nameTrail('attack.training.learningRate')).toBe('Attack › Fine-tuning › Learning rate');
  expect(nameTrail('evaluation.utility.data.path')).toBe('Evaluation › Task accuracy › Test data');
  expect(nameTrail('trainable')).toBe('What is trained');
});

test('finds a file from the folder of the spec, with either kind of slash', () => {
  expect(resolvePath('/lab/presets', '../sample/data/split-{seed}/a.jsonl')).toBe(
    '/lab/sample/data/split-{seed}/a.jsonl',
  );
  expect(resolvePath('/lab', '/other/a.jsonl')).toBe('/other/a.jsonl');
  expect(resolvePath('C:\\lab\\presets', '..\\a.jsonl')).toBe('C:\\lab\\a.jsonl');
  expect(resolvePath('C:\\lab', 'D:/a.jsonl')).toBe('D:/a.jsonl');
  expect(resolvePath(null, 'a.jsonl')).toBe('a.jsonl');
});
