import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkForm } from '../../../src/renderer/features/new-experiment/form/check-form.ts';
import { nameTrail } from '../../../src/renderer/features/new-experiment/form/describe-choice.ts';
import { describeSearch } from '../../../src/renderer/features/new-experiment/form/describe-search.ts';
import { applyAction, type FormAction } from '../../../src/renderer/features/new-experiment/form/form-actions.ts';
import {
  type FormState,
  readDraft,
  writeDraft,
} from '../../../src/renderer/features/new-experiment/form/form-state.ts';
import type { JsonObject } from '../../../src/renderer/features/new-experiment/form/json.ts';
import { findPlace } from '../../../src/renderer/features/new-experiment/form/place-problem.ts';
import { getValue } from '../../../src/renderer/features/new-experiment/form/read-form.ts';
import { findField } from '../../../src/renderer/features/new-experiment/form/run-fields.ts';
import { listSearchable } from '../../../src/renderer/features/new-experiment/form/search-fields.ts';
import { findSection } from '../../../src/renderer/features/new-experiment/sections/section-fields.ts';
import { experimentSpecSchema } from '../../../src/shared/spec/experiment.ts';

const readPreset = (name: string) => JSON.parse(readFileSync(`resources/presets/${name}.json`, 'utf8')) as JsonObject;
const sample = readDraft({ spec: readPreset('sample'), baseFolder: null });
const searching = readDraft({ spec: readPreset('sample-attack-search'), baseFolder: null });

const act = (state: FormState, ...actions: FormAction[]) => actions.reduce(applyAction, state);
const set = (path: string, value: JsonObject[string] | undefined): FormAction => ({
  kind: 'set',
  place: { arm: null, path },
  value,
});
const begun = act(sample, { kind: 'search', isOn: true });

test('a spec with a search is written as it was read, later rungs included', () => {
  const spec = readPreset('sample-attack-search');
  expect(writeDraft(readDraft({ spec, baseFolder: null })).spec).toEqual(spec);
  const later = { ...spec, search: { ...searching.search, rung: { of: 'x', number: 2, survivors: { SFT: [3] } } } };
  expect(writeDraft(readDraft({ spec: later, baseFolder: null })).spec).toEqual(later);
});

test('any search survives being read and written, whatever is wrong with it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (search) => {
      const spec = { version: 1, name: 'x', settings: {}, search } as JsonObject; // fast-check's JSON is JSON
      expect(writeDraft(readDraft({ spec, baseFolder: null })).spec).toEqual(spec);
    }),
  );
});

test('a search that is switched on can be run as it is, and switched off leaves nothing', () => {
  const search = { trials: 12, space: { 'attack.training.learningRate': { low: 5e-6, high: 5e-4, scale: 'log' } } };
  expect(begun.search).toEqual(search);
  expect(checkForm(begun)).toEqual([]);
  expect(experimentSpecSchema.parse(writeDraft(begun).spec).search).toMatchObject(search);
  expect(writeDraft(act(begun, { kind: 'search', isOn: false }))).toEqual(writeDraft(sample));
});

test('offers what an attacker chooses, from the declaration: no files and nothing of the defence', () => {
  const attack = findField('attack');
  const paths = attack ? listSearchable(attack).map(({ path }) => path) : [];
  expect(paths).toEqual(expect.arrayContaining(['attack.n', 'attack.p', 'attack.loraMode', 'attack.training.epochs']));
  expect(paths.filter((path) => /path|method|task|harmful|guide|checkpointSteps/.test(path))).toEqual([]);
});

test('begins with a range around the setting’s own value that the setting allows', () => {
  const wide = act(
    begun,
    ...['attack.n', 'attack.p', 'attack.loraMode', 'attack.training.shuffle', 'attack.training.warmupFraction'].map(
      (path): FormAction => ({ kind: 'search-setting', path, isSearched: true }),
    ),
  );
  expect(wide.search?.['space']).toMatchObject({
    'attack.n': { low: 250, high: 500, isWhole: true },
    'attack.loraMode': { values: ['single', 'double'] },
    'attack.training.shuffle': { values: [true, false] },
    'attack.training.warmupFraction': { low: 0, high: 1 },
  });
  expect(checkForm(wide)).toEqual([]);
});

test('the values of an axis become those of the search', () => {
  expect(sample.vary['attack.p']).toEqual([0, 0.1]);
  const moved = act(begun, { kind: 'search-setting', path: 'attack.p', isSearched: true });
  expect(moved.vary['attack.p']).toBeUndefined();
  expect(getValue(moved, { arm: null, path: 'search.space.attack.p' })).toEqual({ values: [0, 0.1] });
});

test('a range is changed member by member, and an emptied one waits to be filled', () => {
  const low = 'search.space.attack.training.learningRate.low';
  const high = 'search.space.attack.training.learningRate.high';
  const changed = act(begun, set(low, 1e-5), set('search.trials', 3));
  expect(getValue(changed, { arm: null, path: low })).toBe(1e-5);
  expect(changed.search).toMatchObject({ trials: 3 });
  const emptied = act(changed, set(low, undefined), set(high, undefined));
  expect(emptied.search?.['space']).toEqual({ 'attack.training.learningRate': { scale: 'log' } });
  expect(checkForm(emptied)).toEqual([
    { arm: null, path: low, message: 'This is needed.' },
    { arm: null, path: high, message: 'This is needed.' },
  ]);
});

test.each<[string, FormAction[], string, string]>([
  ['no trials', [set('search.trials', 0)], 'search.trials', 'Has to be at least 1.'],
  ['trials that are no number', [set('search.trials', 'many')], 'search.trials', 'Expected a number, found “many”.'],
  ['no number of trials', [set('search.trials', undefined)], 'search.trials', 'This is needed.'],
  ['a guard above 100 %', [set('search.minAccuracy', 120)], 'search.minAccuracy', 'Has to be at most 100.'],
  [
    'bounds the wrong way round',
    [set('search.space.attack.training.learningRate.low', 0.1)],
    'search.space.attack.training.learningRate',
    'The lower bound has to be below the upper one.',
  ],
  [
    'a logarithmic range from 0',
    [set('search.space.attack.training.learningRate.low', 0)],
    'search.space.attack.training.learningRate',
    'A logarithmic range has to start above 0.',
  ],
  [
    'a bound that the setting does not allow',
    [set('search.space.attack.training.learningRate.high', 2)],
    'search.space.attack.training.learningRate.high',
    'Has to be at most 1.',
  ],
  [
    'a single value to choose from',
    [set('search.space.attack.p', { values: [0.1] })],
    'search.space.attack.p.values',
    'Has to be at least 2 entries.',
  ],
  [
    'fractions of a row',
    [set('search.space.attack.n', { low: 100, high: 200 })],
    'search.space.attack.n.isWhole',
    'This setting takes whole numbers only; switch this on.',
  ],
  [
    'nothing to search over',
    [{ kind: 'search-setting', path: 'attack.training.learningRate', isSearched: false }],
    'search.space',
    'Choose at least one setting for the attacker to search over.',
  ],
  [
    'a first rung without steps',
    [set('search.halving', { factor: 2 })],
    'search.halving.firstSteps',
    'This is needed.',
  ],
])('says beside the field what is wrong with %s', (_what, actions, path, message) => {
  expect(checkForm(act(begun, ...actions))).toEqual([{ arm: null, path, message }]);
});

test('what the lab finds about a searched setting stands at its range, in the section of the search', () => {
  const place = findPlace(searching, { path: 'attack.p' });
  expect(place).toEqual({ arm: null, path: 'search.space.attack.p' });
  expect(place && findSection(place)).toBe('search');
  expect(findPlace(searching, { path: 'search.space.attack.n.values[1]' })).toEqual({
    arm: null,
    path: 'search.space.attack.n.values',
  });
  expect(findPlace(searching, { path: 'attack.loraMode' })).toEqual({ arm: null, path: 'attack.loraMode' });
  expect(nameTrail('search.space.attack.training.learningRate.low')).toBe(
    'Worst case › Fine-tuning › Learning rate › From',
  );
});

test('says in words what will be searched and what counts', () => {
  expect(describeSearch(sample)).toEqual([]);
  expect(describeSearch(searching)).toEqual([
    'An attacker tries 12 settings on each method, the same on all: Fine-tuning › Learning rate: 1e-5 to 0.001, logarithmic; Poison ratio: 0.02 to 0.3; Fine-tuning samples: 200, 500, 1000.',
    'Every trial gets 60 steps; per method, the one in 2 that did most harm goes on with 2 times as many, and so on.',
    'Its worst outcome counts: the highest HS among trials with an FA of at least 90 %.',
  ]);
  expect(describeSearch(begun).slice(1)).toEqual([
    'Every trial gets all steps of the attack.',
    'Its worst outcome counts: the highest HS of all trials, those that break the model included.',
  ]);
});
