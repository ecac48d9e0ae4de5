import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyAction } from '../../../src/renderer/features/new-experiment/form/form-actions.ts';
import { readDraft } from '../../../src/renderer/features/new-experiment/form/form-state.ts';
import type { JsonObject } from '../../../src/renderer/features/new-experiment/form/json.ts';
import { findPlace, joinProblems } from '../../../src/renderer/features/new-experiment/form/place-problem.ts';

const sample = JSON.parse(readFileSync('resources/presets/sample.json', 'utf8')) as JsonObject;
const state = readDraft({ spec: sample, baseFolder: null });
const booster = state.arms[1]?.id ?? '';

test('a problem leads to its field, or to the nearest group around it', () => {
  expect(findPlace(state, { path: 'attack.p' })).toEqual({ arm: null, path: 'attack.p' });
  expect(findPlace(state, { path: 'attack.checkpointSteps[1]' })).toEqual({
    arm: null,
    path: 'attack.checkpointSteps',
  });
  expect(findPlace(state, { path: 'attack.unknown' })).toEqual({ arm: null, path: 'attack' });
  expect(findPlace(state, { path: '' })).toBeNull();
  expect(findPlace(state, { path: 'unknown' })).toBeNull();
});

test('a problem of a method leads to the first method that has the setting, or to the one it names', () => {
  const path = 'alignment.method.lambda';
  expect(findPlace(state, { path })).toEqual({ arm: booster, path });
  const varied = applyAction(state, { kind: 'vary', place: { arm: booster, path }, values: [1, 2] });
  expect(findPlace(varied, { path: 'attack.p', arm: 'Booster λ=2' })).toEqual({ arm: booster, path: 'attack.p' });
  expect(findPlace(state, { path: 'label', arm: 'Booster' })).toEqual({ arm: booster, path: 'label' });
});

test('what the form says about a field is not said again by the lab, neither for it nor for the group around it', () => {
  const own = [{ arm: null, path: 'attack.task.path', message: 'This is needed.' }];
  const fromLab = [
    { path: 'attack.task.path', message: 'lab' },
    { path: 'attack', message: 'lab' },
    { path: 'attack.p', message: 'lab' },
    { path: 'attack.wrong', message: 'unknown' },
    { path: '', message: 'as a whole' },
  ];
  expect(joinProblems(state, own, fromLab)).toEqual([
    { message: 'This is needed.', place: { arm: null, path: 'attack.task.path' } },
    { message: 'lab', place: { arm: null, path: 'attack.p' } },
    { message: 'unknown', place: { arm: null, path: 'attack' } },
    { message: 'as a whole', place: null },
  ]);
});

test('a problem of a value that no field shows names it, so that it can be taken out', () => {
  const strange = applyAction(state, { kind: 'set', place: { arm: null, path: 'foo' }, value: 3 });
  const fromLab = [{ path: 'foo', message: 'Not a setting.' }];
  expect(joinProblems(strange, [], fromLab)).toEqual([{ message: 'Not a setting.', place: null, stray: 'foo' }]);
  const mended = applyAction(strange, { kind: 'set', place: { arm: null, path: 'foo' }, value: undefined });
  expect(mended.settings).toEqual(state.settings);
});
