import { expect, test } from 'vitest';
import { listTreatments } from '../../../src/renderer/features/new-experiment/form/treatments.ts';
import { type MethodDefinition, methods } from '../../../src/shared/methods/index.ts';

test('every declared method can be added, those of the fine-tuning after a plain alignment', () => {
  const treatments = listTreatments();
  expect(treatments.map(({ name }) => name).toSorted()).toEqual(methods.map(({ name }) => name).toSorted());
  const declared: readonly MethodDefinition[] = methods;
  for (const { name, set } of treatments) {
    const acts = declared.find((method) => method.name === name)?.stages.includes('align');
    expect(set).toEqual(
      acts ? { 'alignment.method': { name } } : { 'alignment.method': { name: 'sft' }, 'attack.method': { name } },
    );
  }
});
