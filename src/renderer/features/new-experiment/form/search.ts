import type { Field } from './field-tree.ts';
import type { FormState } from './form-state.ts';
import { getAtPath, isJsonObject, isSameOrAbove, type Json, type JsonObject, setAtPath } from './json.ts';
import { findField } from './run-fields.ts';

/** Enough to see a curve, and few enough to wait for. */
const usualTrials = 12;
const stepsPath = 'attack.training.maxSteps';

/** The form with a search that can be planned at once: over the learning rate, which breaks most defences. */
export function beginSearch(state: FormState): FormState {
  if (state.search) return state;
  return searchSetting({ ...state, search: { trials: usualTrials, space: {} } }, 'attack.training.learningRate', true);
}

/** Searches over one more setting, within a range around its value; values that an axis lists become those of the search. */
export function searchSetting(state: FormState, path: string, isSearched: boolean): FormState {
  const search = state.search ?? {};
  const space = readSpace(search);
  if (!isSearched) {
    const { [path]: _gone, ...others } = space;
    return { ...state, search: { ...search, space: others } };
  }
  const { [path]: listed, ...vary } = state.vary;
  const range =
    listed && listed.length > 1 ? { values: [...listed] } : suggestRange(findField(path), valueOf(state, path));
  return { ...state, vary, search: { ...search, space: { ...space, [path]: range } } };
}

/** The settings that are searched over, by dotted path; none where the space is not of the right shape. */
export function readSpace(search: JsonObject | null): JsonObject {
  const space = search?.['space'];
  return isJsonObject(space) ? space : {};
}

/** The setting of the space that decides a setting of the attack; undefined where its own value does. */
export function findSearched({ search }: FormState, path: string): string | undefined {
  return Object.keys(readSpace(search)).find((searched) => isSameOrAbove(searched, path));
}

/** A range to begin with: what can be chosen, or bounds around the value that hold the setting's own. */
export function suggestRange(field: Field | undefined, value: Json | undefined): JsonObject {
  if (field?.kind === 'choice') return { values: [...field.options] };
  if (field?.kind === 'boolean') return { values: [true, false] };
  if (field?.kind !== 'number') return { values: value === undefined ? [] : [value] };
  const { bounds, isInteger } = field;
  const most = bounds.maximum ?? Number.POSITIVE_INFINITY;
  const centre = typeof value === 'number' ? value : 0;
  if (centre <= 0) return { low: 0, high: bounds.maximum ?? 1, ...(isInteger && { isWhole: true }) };
  // More whole things, such as rows, than there are now may not be there.
  if (isInteger)
    return { low: Math.max(bounds.minimum ?? 1, Math.ceil(centre / 2)), high: Math.max(centre, 2), isWhole: true };
  // Small steps such as learning rates are a matter of magnitude.
  if (centre < 0.01) return { low: round(centre / 10), high: Math.min(most, round(centre * 10)), scale: 'log' };
  return { low: round(centre / 2), high: Math.min(most, round(centre * 2)) };
}

/** Successive halving to begin with: two rungs below the steps that the attack has. */
export function suggestHalving(state: FormState): JsonObject {
  const steps = getAtPath(state.settings, stepsPath);
  const factor = 3;
  return { firstSteps: typeof steps === 'number' ? Math.max(1, Math.round(steps / factor ** 2)) : 100, factor };
}

/** A copy without a member; the group around it stays, for the person to fill it again. */
export function removeMember(search: JsonObject, parts: readonly string[]): JsonObject {
  const parent = parts.slice(0, -1);
  const group = parent.length === 0 ? search : getAtPath(search, parent);
  if (!isJsonObject(group)) return search;
  const { [parts.at(-1) ?? '']: _gone, ...left } = group;
  return parent.length === 0 ? left : setAtPath(search, parent, left);
}

function valueOf(state: FormState, path: string): Json | undefined {
  return getAtPath(state.settings, path) ?? findField(path)?.defaultValue;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
