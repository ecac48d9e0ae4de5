import { describeChoice } from './describe-choice.ts';
import type { UnionOption } from './field-tree.ts';
import type { JsonObject } from './json.ts';
import { attackMethodPath, findField, methodPath, postMethodPath } from './run-fields.ts';

/** A declared method as something to compare: what it sets for an arm of its own. */
export interface Treatment {
  readonly name: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly set: JsonObject;
}

/** Every declared method: those of the alignment, and after a plain alignment those that act in the fine-tuning or after it. */
export function listTreatments(): Treatment[] {
  const ofAlignment = listOptions(methodPath);
  const [plain] = ofAlignment;
  const others = listOptions(attackMethodPath).filter(({ value }) => ofAlignment.every((one) => one.value !== value));
  // The first one is none.
  const afterwards = listOptions(postMethodPath).slice(1);
  const plainly = { [methodPath]: { name: plain?.value ?? '' } };
  return [
    ...ofAlignment.map(({ value }) => describe(value, { [methodPath]: { name: value } })),
    ...others.map(({ value }) => describe(value, { ...plainly, [attackMethodPath]: { name: value } })),
    ...afterwards.map(({ value }) => describe(value, { ...plainly, [postMethodPath]: { name: value } })),
  ];
}

function listOptions(path: string): readonly UnionOption[] {
  const field = findField(path);
  return field?.kind === 'union' ? field.options : [];
}

function describe(name: string, set: JsonObject): Treatment {
  const { label, help } = describeChoice(name);
  return { name, label, help, set };
}
