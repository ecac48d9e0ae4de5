import { createContext, type Dispatch, use } from 'react';
import type { FormProblem } from './form/check-form.ts';
import type { FormAction } from './form/form-actions.ts';
import type { Place } from './form/read-form.ts';
import type { FormState } from './form/form-state.ts';

export interface FormContextValue {
  readonly state: FormState;
  /** What the form was started with, for the marks of changed fields; null where nothing is compared. */
  readonly base: { readonly state: FormState; readonly label: string } | null;
  readonly problems: readonly FormProblem[];
  /** A place that a link asked for: what hides it opens, and it gets the focus. */
  readonly revealed: Place | null;
}

/** What a component does to the form; always the same, so that fields which stay the same are not drawn again. */
export interface FormControls {
  readonly dispatch: Dispatch<FormAction>;
  /** Brings a field into view and focuses it. */
  readonly reveal: (place: Place) => void;
}

const ControlsContext = createContext<FormControls | null>(null);
const FormContext = createContext<FormContextValue | null>(null);

export const FormProvider = FormContext;
export const ControlsProvider = ControlsContext;

/** The form that the component is part of. */
export function useForm(): FormContextValue {
  const form = use(FormContext);
  if (!form) throw new Error('There is no form above this component.');
  return form;
}

/** How to change the form that the component is part of. */
export function useControls(): FormControls {
  const controls = use(ControlsContext);
  if (!controls) throw new Error('There is no form above this component.');
  return controls;
}

/** The element that holds the field of a place. */
export function fieldId({ arm, path }: Place): string {
  return `field-${arm ?? 'all'}-${path.replaceAll('.', '-')}`;
}

/** What is wrong at exactly this place; undefined if nothing is. */
export function findProblem(problems: readonly FormProblem[], place: Place): string | undefined {
  return problems.find((problem) => problem.arm === place.arm && problem.path === place.path)?.message;
}
