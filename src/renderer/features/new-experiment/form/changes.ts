import type { FormArm } from './arms.ts';
import type { Field } from './field-tree.ts';
import { type FormState, labelArm } from './form-state.ts';
import { isSameJson, type Json } from './json.ts';
import { getValue, getValues, type Place } from './read-form.ts';
import { methodPath } from './run-fields.ts';
import { isSearchPath } from './search-fields.ts';

/** The place in the form that was started from which answers to a place now; null where there was none. */
export function findBasePlace(base: FormState, state: FormState, place: Place): Place | null {
  if (place.arm === null) return place;
  const arm = state.arms.find((one) => one.id === place.arm);
  const match = arm && findBaseArm(base, state, arm);
  return match ? { arm: match.id, path: place.path } : null;
}

/** True if a field's value, or its list of values, is not what the form was started with. */
export function isChanged(base: FormState, state: FormState, place: Place, field: Field): boolean {
  const before = findBasePlace(base, state, place);
  if (!before) return false;
  // A search that was begun here has nothing to go back to.
  if (isSearchPath(place.path) && !base.search) return false;
  const values = (form: FormState, at: Place): Json | undefined => {
    const list = getValues(form, at);
    return list ? [...list] : undefined;
  };
  const varied = values(state, place);
  if (!isSameJson(varied, values(base, before))) return true;
  // While a field is varied its single value stands aside.
  if (varied) return false;
  return !isSameJson(getValue(state, place) ?? field.defaultValue, getValue(base, before) ?? field.defaultValue);
}

function findBaseArm(base: FormState, state: FormState, arm: FormArm): FormArm | undefined {
  const label = labelArm(arm, state.settings);
  const method = getValue(state, { arm: arm.id, path: `${methodPath}.name` });
  const isSameMethod = (other: FormArm) =>
    isSameJson(getValue(base, { arm: other.id, path: `${methodPath}.name` }), method);
  return (
    base.arms.find((other) => labelArm(other, base.settings) === label && isSameMethod(other)) ??
    base.arms.find(isSameMethod)
  );
}
