import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findBasePlace, isChanged } from '../../../src/renderer/features/new-experiment/form/changes.ts';
import { checkForm } from '../../../src/renderer/features/new-experiment/form/check-form.ts';
import { type UnionField, listLeaves } from '../../../src/renderer/features/new-experiment/form/field-tree.ts';
import {
  applyAction,
  type FormAction,
  switchOption,
} from '../../../src/renderer/features/new-experiment/form/form-actions.ts';
import { getValue } from '../../../src/renderer/features/new-experiment/form/read-form.ts';
import {
  type FormState,
  readDraft,
  writeDraft,
} from '../../../src/renderer/features/new-experiment/form/form-state.ts';
import { type Json, getAtPath, type JsonObject } from '../../../src/renderer/features/new-experiment/form/json.ts';
import { findField, runFields } from '../../../src/renderer/features/new-experiment/form/run-fields.ts';
import { listSettings } from '../../../src/shared/settings/setting.ts';
import { runSettingsSchema } from '../../../src/shared/spec/experiment.ts';

const sample = JSON.parse(readFileSync('resources/presets/sample.json', 'utf8')) as JsonObject;
const start = readDraft({ spec: sample, baseFolder: null });
const act = (state: FormState, ...actions: FormAction[]) => actions.reduce(applyAction, state);
const set = (path: string, value: Json | undefined, arm: string | null = null): FormAction => ({
  kind: 'set',
  place: { arm, path },
  value,
});
const vary = (path: string, values: Json[] | null, arm: string | null = null): FormAction => ({
  kind: 'vary',
  place: { arm, path },
  values,
});
const messages = (state: FormState) => checkForm(state).map(({ path, message }) => [path, message]);
function union(path: string): UnionField {
  const field = findField(path);
  if (field?.kind !== 'union') throw new Error(`${path} is no union.`);
  return field;
}

test('the form has a field for every declared setting', () => {
  const paths = new Set(listLeaves(runFields).map((field) => field.path));
  expect(listSettings(runSettingsSchema).filter(({ path }) => !paths.has(path))).toEqual([]);
});

test('finds nothing wrong with the sample preset', () => {
  expect(messages(start)).toEqual([]);
});

test('says beside each field in plain words what is wrong', () => {
  const [, booster] = start.arms;
  const wrong = act(
    start,
    { kind: 'name', text: '' },
    vary('attack.p', null),
    set('attack.p', 1.5),
    set('attack.n', 2.5),
    set('attack.training.learningRate', 0),
    set('attack.training.epochs', 'many'),
    set('evaluation.safety.judges', []),
    set('model.path', undefined),
    set('alignment.method.lambda', -1, booster?.id),
    vary('seed', [0, 1, 0]),
    vary('maxLength', []),
  );
  expect(messages(wrong)).toEqual([
    ['name', 'This is needed.'],
    ['seed', '0 is there twice.'],
    ['model.path', 'This is needed.'],
    ['maxLength', 'Write at least one value, or go back to a single one.'],
    ['attack.n', 'Expected a whole number, found “2.5”.'],
    ['attack.p', 'Has to be at most 1.'],
    ['attack.training.learningRate', 'Has to be more than 0.'],
    ['attack.training.epochs', 'Expected a number, found “many”.'],
    ['evaluation.safety.judges', 'Choose at least one.'],
    ['alignment.method.lambda', 'Has to be at least 0.'],
  ]);
});

test('two methods need two names', () => {
  const twice = act(start, { kind: 'label-arm', arm: start.arms[1]?.id ?? '', label: 'SFT' });
  expect(messages(twice)).toEqual([
    ['label', 'Another method has this name; each needs its own.'],
    ['label', 'Another method has this name; each needs its own.'],
  ]);
});

test('a field that every method sets for itself is not needed above them', () => {
  const path = 'attack.harmful.path';
  const own = act(start, set(path, undefined), ...start.arms.map((arm) => set(path, 'own.jsonl', arm.id)));
  expect(messages(own)).toEqual([]);
});

test('a cleared field falls back to its default', () => {
  const cleared = act(start, set('attack.n', undefined));
  const { spec } = writeDraft(cleared);
  expect(getAtPath(spec, 'settings.attack.n')).toBeUndefined();
  expect(findField('attack.n')?.defaultValue).toBe(1000);
  expect(findField('attack.training.learningRate')?.defaultValue).toBe(1e-5);
  expect(findField('alignment.training.learningRate')?.defaultValue).toBe(5e-4);
});

test('another option of a union keeps what both have, where the new one accepts it', () => {
  const methods = union('alignment.method');
  expect(switchOption(methods, { name: 'booster', lambda: 3 }, 'sft')).toEqual({ name: 'sft' });
  const pair: UnionField = {
    ...methods,
    options: [
      ...methods.options,
      {
        value: 'other',
        members: (methods.options.find(({ value }) => value === 'booster')?.members ?? []).slice(0, 2),
      },
    ],
  };
  expect(switchOption(pair, { name: 'booster', lambda: 3, alpha: 'x', harmfulBatchSize: 4 }, 'other')).toEqual({
    name: 'other',
    lambda: 3,
  });
});

test('another option of a union takes axes away that it does not have', () => {
  const lora = act(start, {
    kind: 'choose',
    place: { arm: null, path: 'trainable' },
    union: union('trainable'),
    option: 'lora',
  });
  const varied = act(lora, vary('trainable.rank', [8, 16]));
  const full = act(varied, {
    kind: 'choose',
    place: { arm: null, path: 'trainable' },
    union: union('trainable'),
    option: 'full',
  });
  expect(full.vary).toEqual(start.vary);
  expect(getValue(full, { arm: null, path: 'trainable' })).toEqual({ kind: 'full' });
});

test('another method renames an arm that was called after its method, and no other', () => {
  const [sft] = start.arms;
  const choose = (state: FormState) =>
    act(state, {
      kind: 'choose',
      place: { arm: sft?.id ?? '', path: 'alignment.method' },
      union: union('alignment.method'),
      option: 'booster',
    });
  expect(choose(start).arms[0]?.label).toBeNull();
  const named = act(start, { kind: 'label-arm', arm: sft?.id ?? '', label: 'Mine' });
  expect(choose(named).arms[0]?.label).toBe('Mine');
});

test('marks what was changed since the start, and resets it', () => {
  const booster = start.arms[1]?.id ?? '';
  const changed = act(start, set('attack.n', 7), set('alignment.method.lambda', 9, booster), vary('attack.p', [0, 1]));
  for (const place of [
    { arm: null, path: 'attack.n' },
    { arm: booster, path: 'alignment.method.lambda' },
    { arm: null, path: 'attack.p' },
  ]) {
    const field = findField(place.path);
    if (!field) throw new Error('No field.');
    expect(isChanged(start, changed, place, field)).toBe(true);
    const reset = act(changed, { kind: 'reset', place, base: start });
    expect(isChanged(start, reset, place, field)).toBe(false);
  }
  expect(findBasePlace(start, changed, { arm: 'unknown', path: 'attack.p' })).toBeNull();
});

test('a setting that one method gets for itself begins with the value that all share, and names the method', () => {
  const alone = readDraft({ spec: { name: 'One', settings: { attack: { p: 0.3 } } }, baseFolder: null });
  const arm = alone.arms[0]?.id ?? '';
  const own = act(
    alone,
    { kind: 'choose', place: { arm, path: 'alignment.method' }, union: union('alignment.method'), option: 'sft' },
    { kind: 'own', place: { arm, path: 'attack.p' } },
    { kind: 'own', place: { arm, path: 'attack.loraMode' } },
    { kind: 'own', place: { arm, path: 'trainable' } },
  );
  expect(writeDraft(own).spec['arms']).toEqual([
    {
      label: 'SFT',
      set: {
        'alignment.method': { name: 'sft' },
        'attack.p': 0.3,
        'attack.loraMode': 'single',
        trainable: { kind: 'lora' },
      },
    },
  ]);
});

test('a setting that may be left out is not asked for', () => {
  const [, booster] = start.arms;
  const path = 'alignment.method.labelRounding';
  const repnoise = act(start, {
    kind: 'choose',
    place: { arm: booster.id, path: 'alignment.method' },
    union: union('alignment.method'),
    option: 'repnoise',
  });
  expect(messages(repnoise)).toEqual([]);
  expect(messages(act(repnoise, set(path, 'float16', booster.id)))).toEqual([[path, expect.any(String)]]);
  expect(messages(act(repnoise, set(path, 'bfloat16', booster.id)))).toEqual([]);
});
