import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyAction } from '../../../src/renderer/features/new-experiment/form/form-actions.ts';
import { readDraft, writeDraft } from '../../../src/renderer/features/new-experiment/form/form-state.ts';
import type { JsonObject } from '../../../src/renderer/features/new-experiment/form/json.ts';

const sample = JSON.parse(readFileSync('resources/presets/sample.json', 'utf8')) as JsonObject;
const rewrite = (spec: JsonObject) => writeDraft(readDraft({ spec, baseFolder: null })).spec;

test('writes the sample preset as it was read', () => {
  expect(writeDraft(readDraft({ spec: sample, baseFolder: '/presets' }))).toEqual({
    spec: sample,
    baseFolder: '/presets',
  });
});

test('keeps what the form has no field for', () => {
  const spec: JsonObject = {
    ...sample,
    $schema: 'x.json',
    comment: { by: 'someone' },
    settings: { seed: 1, attack: { unknown: [1, { deep: true }], p: 0.5 }, later: 'setting' },
    vary: { 'attack.task': [{ path: 'a.jsonl' }, { path: 'b.jsonl' }], 'not.there': [null] },
  };
  expect(rewrite(spec)).toEqual(spec);
});

test('keeps parts of the wrong shape, for the lab to name what is wrong with them', () => {
  const spec: JsonObject = {
    version: 7,
    name: 5,
    notes: false,
    settings: 'none',
    arms: [{ label: 'A' }, 3],
    vary: { seed: 4 },
  };
  expect(rewrite(spec)).toEqual(spec);
});

test('a spec without arms has one unnamed method, and is written without arms again', () => {
  const spec: JsonObject = { version: 1, name: 'One', settings: { alignment: { method: { name: 'sft' } }, seed: 2 } };
  const state = readDraft({ spec, baseFolder: null });
  expect(state.arms).toMatchObject([{ label: null, set: { 'alignment.method': { name: 'sft' } } }]);
  expect(writeDraft(state).spec).toEqual(spec);
});

test('a method that an axis varies stays in the settings', () => {
  const spec: JsonObject = {
    version: 1,
    name: 'Grid',
    settings: { alignment: { method: { name: 'booster' } } },
    vary: { 'alignment.method.lambda': [1, 2] },
  };
  expect(readDraft({ spec, baseFolder: null }).arms).toMatchObject([{ label: null, set: {} }]);
  expect(rewrite(spec)).toEqual(spec);
});

test('a second method makes arms of both, the first under the name of its method', () => {
  const spec: JsonObject = { version: 1, name: 'Two', settings: { alignment: { method: { name: 'sft' } } } };
  const state = readDraft({ spec, baseFolder: null });
  const two = applyAction(state, {
    kind: 'add-arm',
    set: { 'alignment.method': { name: 'booster' } },
    label: 'Booster',
  });
  expect(writeDraft(two).spec).toEqual({
    version: 1,
    name: 'Two',
    settings: {},
    arms: [
      { label: 'SFT', set: { 'alignment.method': { name: 'sft' } } },
      { label: 'Booster', set: { 'alignment.method': { name: 'booster' } } },
    ],
  });
});

test('any spec survives being read and written', () => {
  const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonObject[string]>;
  const path = fc.constantFrom('seed', 'attack.p', 'alignment.method', 'alignment.method.lambda', 'model.path', 'x.y');
  const arm = fc.record({ label: fc.constantFrom('A', 'A λ=1', 'A λ=2', 'B'), set: fc.dictionary(path, value) });
  const spec = fc.record({
    version: fc.constant(1),
    name: fc.string(),
    settings: fc.dictionary(fc.constantFrom('seed', 'attack', 'alignment', 'other'), value),
    arms: fc.array(arm, { minLength: 1, maxLength: 4 }),
    vary: fc.dictionary(path, fc.array(value, { minLength: 1, maxLength: 3 }), { minKeys: 1 }),
  });
  fc.assert(
    fc.property(spec, (any) => {
      const plain = JSON.parse(JSON.stringify(any)) as JsonObject; // objects of fast-check have no prototype
      expect(rewrite(plain)).toEqual(plain);
    }),
    { numRuns: 200 },
  );
});
