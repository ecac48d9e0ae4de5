import { isChanged } from '../form/changes.ts';
import type { Leaf } from '../form/field-tree.ts';
import type { Json } from '../form/json.ts';
import { getValue, getValues } from '../form/read-form.ts';
import { describeOneRange } from '../form/describe-search.ts';
import { findSearched, readSpace } from '../form/search.ts';
import { findProblem, type FormContextValue, useForm } from '../form-context.tsx';

/** What the form holds for one field. As long as nothing of it changes, the field need not be drawn again. */
export interface FieldState {
  readonly value: Json | undefined;
  readonly values: readonly Json[] | undefined;
  readonly problem: string | undefined;
  /** What the field was started with, if it is something else now. */
  readonly base: FormContextValue['base'];
  /** The setting of the attack's search that decides the field, if one does, and its range in words. */
  readonly searchedBy: string | undefined;
  readonly searchedRange: string | undefined;
}

/** The part of the form that concerns one field. */
export function useFieldState(field: Leaf, arm: string | null): FieldState {
  const { state, base, problems } = useForm();
  const place = { arm, path: field.path };
  const searchedBy = findSearched(state, field.path);
  return {
    value: getValue(state, place),
    values: getValues(state, place),
    problem: findProblem(problems, place),
    base: base && isChanged(base.state, state, place, field) ? base : null,
    searchedBy,
    searchedRange: searchedBy === undefined ? undefined : describeOneRange(readSpace(state.search)[searchedBy]),
  };
}
