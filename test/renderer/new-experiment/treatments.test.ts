import { expect, test } from 'vitest';
import { listTreatments } from '../../../src/renderer/features/new-experiment/form/treatments.ts';
import { type MethodDefinition, methods } from '../../../src/shared/methods/index.ts';
import { postMethods } from '../../../src/shared/methods/post/index.ts';

test('every declared method can be added, those of the fine-tuning and after it behind a plain alignment', () => {
  const treatments = listTreatments();
  const afterwards = postMethods.filter(({ name }) => name !== 'none');
  expect(treatments.map(({ name }) => name).toSorted()).toEqual(
    [...methods, ...afterwards].map(({ name }) => name).toSorted(),
  );
  const declared: readonly MethodDefinition[] = methods;
  for (const { name, set } of treatments) {
    const method = declared.find((one) => one.name === name);
    const path = method ? 'attack.method' : 'post.method';
    expect(set).toEqual(
      method?.stages.includes('align')
        ? { 'alignment.method': { name } }
        : { 'alignment.method': { name: 'sft' }, [path]: { name } },
    );
  }
});
