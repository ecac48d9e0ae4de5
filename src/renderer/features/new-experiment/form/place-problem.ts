import type { SpecProblem } from '../../../../shared/contract/experiments.ts';
import { expandArm, type FormArm } from './arms.ts';
import type { FormProblem } from './check-form.ts';
import { findOption } from './field-tree.ts';
import { getValue } from './read-form.ts';
import { type FormState, labelArm } from './form-state.ts';
import { getAtPath, isSameOrAbove } from './json.ts';
import { findField, methodPath } from './run-fields.ts';
import { rangePath } from './search-fields.ts';
import { findSearched } from './search.ts';

/** A problem with the place in the form that it belongs to; null where it concerns the spec as a whole. */
export interface PlacedProblem {
  readonly message: string;
  readonly place: { readonly arm: string | null; readonly path: string } | null;
  /** The path of a value of the settings that no field shows, as an imported spec may hold one. */
  readonly stray?: string;
}

/** Joins what the form found with what the lab found, without saying the same place twice. */
export function joinProblems(
  state: FormState,
  own: readonly FormProblem[],
  fromLab: readonly SpecProblem[],
): PlacedProblem[] {
  const placed: PlacedProblem[] = own.map(({ arm, path, message }) => ({ message, place: { arm, path } }));
  // While a field is plainly wrong, the lab's words about it, or about the group around it, say the same later.
  const isSaid = (path: string) => path !== '' && own.some((problem) => isSameOrAbove(path, problem.path));
  const others = fromLab
    .filter(({ path }) => !isSaid(path))
    .map((problem) => ({
      message: problem.message,
      place: findPlace(state, problem),
      ...(isStray(state, problem) && { stray: problem.path }),
    }));
  return [...placed, ...others];
}

function isStray(state: FormState, { path, arm }: Pick<SpecProblem, 'path' | 'arm'>): boolean {
  return arm === undefined && !findField(path) && getAtPath(state.settings, path) !== undefined;
}

/** The field that a problem leads to: its setting's, or the nearest group around it; of an arm where that decides it. */
export function findPlace(
  state: FormState,
  { path, arm: label }: Pick<SpecProblem, 'path' | 'arm'>,
): PlacedProblem['place'] {
  if (path === '') return null;
  const named = state.arms.find((arm) => label !== undefined && isCalled(state, arm, label));
  if (path === 'label') return named ? { arm: named.id, path } : null;
  if (path === 'name' || path === 'notes') return { arm: null, path };
  const searched = findSearched(state, path);
  if (searched !== undefined) return { arm: null, path: rangePath(searched) };
  const known = findKnownPath(path);
  if (known === null) return null;
  if (named) return { arm: named.id, path: known };
  if (isSameOrAbove(methodPath, known)) {
    const arm = state.arms.find((one) => hasMethodField(state, one.id, known)) ?? state.arms[0];
    return arm ? { arm: arm.id, path: known } : null;
  }
  return { arm: null, path: known };
}

/** True if the label is that of one of the spec's arms that a form's arm stands for. */
function isCalled(state: FormState, arm: FormArm, label: string): boolean {
  return expandArm(arm, labelArm(arm, state.settings)).some((one) => one.label === label);
}

function findKnownPath(path: string): string | null {
  if (findField(path)) return path;
  const end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
  return end > 0 ? findKnownPath(path.slice(0, end)) : null;
}

function hasMethodField(state: FormState, arm: string, path: string): boolean {
  const union = findField(methodPath);
  if (union?.kind !== 'union') return false;
  const option = findOption(union, getValue(state, { arm, path: methodPath }));
  return option?.members.some((member) => isSameOrAbove(member.path, path)) ?? false;
}
