import { getArmValue } from './arms.ts';
import type { FormState } from './form-state.ts';
import { getAtPath, type Json } from './json.ts';
import { isSearchPath, splitSearchPath } from './search-fields.ts';

/** A setting of all arms (`arm` is null) or of one. */
export interface Place {
  readonly arm: string | null;
  readonly path: string;
}

/** The value of a setting at a place; undefined where the default holds. */
export function getValue(state: FormState, { arm, path }: Place): Json | undefined {
  if (isSearchPath(path)) return getAtPath(state.search ?? undefined, splitSearchPath(path));
  if (arm === null) return getAtPath(state.settings, path);
  const found = state.arms.find((one) => one.id === arm);
  return found && getArmValue(found, state.settings, path);
}

/** The values that a setting takes at a place; undefined where it takes one. */
export function getValues(state: FormState, { arm, path }: Place): readonly Json[] | undefined {
  const vary = arm === null ? state.vary : state.arms.find((one) => one.id === arm)?.vary;
  return vary && Object.hasOwn(vary, path) ? vary[path] : undefined;
}
