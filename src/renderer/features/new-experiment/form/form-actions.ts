import { assertNever } from '../../../../shared/errors.ts';
import { type FormArm, setInArm } from './arms.ts';
import { findBasePlace } from './changes.ts';
import { findOption, type UnionField } from './field-tree.ts';
import { type FormState, labelArm, makeArmId } from './form-state.ts';
import { isJsonObject, isSameOrAbove, type Json, type JsonObject, removeAtPath, setAtPath } from './json.ts';
import { getValue, getValues, type Place } from './read-form.ts';
import { findField, methodPath } from './run-fields.ts';
import { isSearchPath, splitSearchPath } from './search-fields.ts';
import { beginSearch, removeMember, searchSetting } from './search.ts';

export type FormAction =
  | { readonly kind: 'name' | 'notes'; readonly text: string }
  /** Undefined takes the value away, so that the default holds. */
  | { readonly kind: 'set'; readonly place: Place; readonly value: Json | undefined }
  /** Null goes back to one value. */
  | { readonly kind: 'vary'; readonly place: Place; readonly values: readonly Json[] | null }
  /** Another option of a union, such as another method; settings that both options have are kept. */
  | { readonly kind: 'choose'; readonly place: Place; readonly union: UnionField; readonly option: string }
  /** Back to what the form was started with. */
  | { readonly kind: 'reset'; readonly place: Place; readonly base: FormState }
  /** A setting that so far all arms share gets a value of this arm alone: the same one, to begin with. */
  | { readonly kind: 'own'; readonly place: Place }
  | { readonly kind: 'add-arm'; readonly set: JsonObject; readonly label: string }
  | { readonly kind: 'copy-arm' | 'remove-arm'; readonly arm: string }
  | { readonly kind: 'label-arm'; readonly arm: string; readonly label: string }
  /** Begins an attacker's search, or leaves it out. */
  | { readonly kind: 'search'; readonly isOn: boolean }
  /** Searches over one more setting, or leaves it to its own value again. */
  | { readonly kind: 'search-setting'; readonly path: string; readonly isSearched: boolean }
  | { readonly kind: 'load'; readonly state: FormState };

/** The form after an action. */
export function applyAction(state: FormState, action: FormAction): FormState {
  switch (action.kind) {
    case 'name':
      return { ...state, name: action.text };
    case 'notes':
      return { ...state, notes: action.text };
    case 'set':
      return setValue(state, action.place, action.value);
    case 'vary':
      return setValues(state, action.place, action.values);
    case 'choose':
      return chooseOption(state, action);
    case 'reset':
      return reset(state, action.place, action.base);
    case 'own':
      return giveOwn(state, action.place);
    case 'add-arm':
      return addArm(state, action.set, action.label);
    case 'copy-arm': {
      const arm = state.arms.find((one) => one.id === action.arm);
      return arm ? addArm(state, arm.set, labelArm(arm, state.settings), arm) : state;
    }
    case 'remove-arm':
      return state.arms.length > 1 ? { ...state, arms: state.arms.filter((arm) => arm.id !== action.arm) } : state;
    case 'label-arm':
      return changeArm(state, action.arm, (arm) => ({ ...arm, label: action.label }));
    case 'search':
      return action.isOn ? beginSearch(state) : { ...state, search: null };
    case 'search-setting':
      return searchSetting(state, action.path, action.isSearched);
    case 'load':
      return action.state;
    default:
      return assertNever(action);
  }
}

function setValue(state: FormState, { arm, path }: Place, value: Json | undefined): FormState {
  if (isSearchPath(path)) {
    const parts = splitSearchPath(path);
    const search = state.search ?? {};
    return { ...state, search: value === undefined ? removeMember(search, parts) : setAtPath(search, parts, value) };
  }
  if (arm === null) {
    const settings = value === undefined ? removeAtPath(state.settings, path) : setAtPath(state.settings, path, value);
    return { ...state, settings };
  }
  return changeArm(state, arm, (one) => ({
    ...one,
    set: value === undefined ? removeFromArm(one.set, path) : setInArm(one.set, path, value),
  }));
}

/** The single value stands aside, for when the person goes back to it. */
function setValues(state: FormState, place: Place, values: readonly Json[] | null): FormState {
  const change = (vary: FormState['vary']): FormState['vary'] => {
    if (values) return { ...vary, [place.path]: values };
    const { [place.path]: _gone, ...others } = vary;
    return others;
  };
  if (place.arm === null) return { ...state, vary: change(state.vary) };
  return changeArm(state, place.arm, (arm) => ({ ...arm, vary: change(arm.vary) }));
}

function reset(state: FormState, place: Place, base: FormState): FormState {
  const before = findBasePlace(base, state, place);
  if (!before) return state;
  return setValues(setValue(state, place, getValue(base, before)), place, getValues(base, before) ?? null);
}

function giveOwn(state: FormState, { arm: id, path }: Place): FormState {
  if (id === null) return state;
  const field = findField(path);
  const usual = field?.kind === 'union' ? { [field.discriminator]: field.defaultValue ?? '' } : field?.defaultValue;
  const shared = getValue(state, { arm: null, path }) ?? usual ?? '';
  // An unnamed arm is written into the settings of all, so one with settings of its own needs a name.
  const named = changeArm(state, id, (arm) => ({ ...arm, label: labelArm(arm, state.settings) }));
  return setValue(named, { arm: id, path }, shared);
}

function chooseOption(state: FormState, action: Extract<FormAction, { kind: 'choose' }>): FormState {
  const { place, union, option } = action;
  const before = getValue(state, place);
  const value = switchOption(union, before, option);
  const known = new Set(findOption(union, value)?.members.map((member) => member.path));
  const keepKnown = (vary: FormState['vary']) =>
    Object.fromEntries(Object.entries(vary).filter(([path]) => !isSameOrAbove(place.path, path) || known.has(path)));
  const changed = setValue(state, place, value);
  if (place.arm === null) return { ...changed, vary: keepKnown(changed.vary) };
  return changeArm(changed, place.arm, (arm) => ({
    ...arm,
    vary: keepKnown(arm.vary),
    // A label that only said the method follows it.
    label: place.path === methodPath && arm.label === nameOf(state, arm.id) ? null : arm.label,
  }));
}

function nameOf(state: FormState, id: string): string | null {
  const arm = state.arms.find((one) => one.id === id);
  return arm ? labelArm({ ...arm, label: null }, state.settings) : null;
}

/** The value of a union after another option was chosen: what both options have stays if the new one accepts it. */
export function switchOption(union: UnionField, value: Json | undefined, option: string): JsonObject {
  const members = union.options.find((one) => one.value === option)?.members ?? [];
  const before = isJsonObject(value) ? value : {};
  const kept = members.flatMap(({ name, schema }) => {
    const own = Object.hasOwn(before, name) ? before[name] : undefined;
    return own !== undefined && schema.safeParse(own).success ? [[name, own] as const] : [];
  });
  return { [union.discriminator]: option, ...Object.fromEntries(kept) };
}

function addArm(state: FormState, set: JsonObject, label: string, after?: FormArm): FormState {
  // With a second arm the unnamed first one needs its name.
  const arms = state.arms.map((arm) => ({ ...arm, label: labelArm(arm, state.settings) }));
  const arm = { id: makeArmId(), label: makeUnique(label, arms), set, vary: after?.vary ?? {} };
  const place = after ? arms.findIndex((one) => one.id === after.id) + 1 : arms.length;
  return { ...state, arms: arms.toSpliced(place, 0, arm) };
}

function makeUnique(label: string, arms: readonly { readonly label: string }[]): string {
  const isTaken = (text: string) => arms.some((arm) => arm.label === text);
  if (!isTaken(label)) return label;
  for (let number = 2; ; number += 1) {
    if (!isTaken(`${label} (${number})`)) return `${label} (${number})`;
  }
}

function changeArm(state: FormState, id: string, change: (arm: FormArm) => FormArm): FormState {
  return { ...state, arms: state.arms.map((arm) => (arm.id === id ? change(arm) : arm)) };
}

function removeFromArm(set: JsonObject, path: string): JsonObject {
  const entries = Object.entries(set).flatMap(([owner, value]): [string, Json][] => {
    if (isSameOrAbove(path, owner)) return [];
    if (!isSameOrAbove(owner, path) || !isJsonObject(value)) return [[owner, value]];
    return [[owner, removeAtPath(value, path.slice(owner.length + 1))]];
  });
  return Object.fromEntries(entries);
}
