import { createContext, type Dispatch, use } from 'react';
import type { FormProblem } from './form/check-form.ts';
import type { FormAction, Place } from './form/form-actions.ts';
import type { FormState } from './form/form-state.ts';

export interface FormContextValue {
  readonly state: FormState;
  readonly dispatch: Dispatch<FormAction>;
  /** What the form was started with, for the marks of changed fields; null where nothing is compared. */
  readonly base: { readonly state: FormState; readonly label: string } | null;
  readonly problems: readonly FormProblem[];
  /** A place that a link asked for: what hides it opens, and it gets the focus. */
  readonly revealed: Place | null;
  readonly reveal: (place: Place) => void;
}

const FormContext = createContext<FormContextValue | null>(null);

export const FormProvider = FormContext;

/** The form that the component is part of. */
export function useForm(): FormContextValue {
  const form = use(FormContext);
  if (!form) throw new Error('There is no form above this component.');
  return form;
}

/** The element that holds the field of a place. */
export function fieldId({ arm, path }: Place): string {
  return `field-${arm ?? 'all'}-${path.replaceAll('.', '-')}`;
}

/** What is wrong at exactly this place; undefined if nothing is. */
export function findProblem(problems: readonly FormProblem[], place: Place): string | undefined {
  return problems.find((problem) => problem.arm === place.arm && problem.path === place.path)?.message;
}
