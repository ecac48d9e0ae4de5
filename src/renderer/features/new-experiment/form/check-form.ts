import type { z } from 'zod';
import { armSchema, experimentSpecSchema } from '../../../../shared/spec/experiment.ts';
import { text } from '../../../text/index.ts';
import type { FormArm } from './arms.ts';
import { describeIssue } from './describe-issue.ts';
import { type Field, findOption } from './field-tree.ts';
import { getValue, getValues, type Place } from './read-form.ts';
import { type FormState, labelArm } from './form-state.ts';
import { isSameJson, isSameOrAbove, type Json } from './json.ts';
import { findField, methodPath, runFields } from './run-fields.ts';
import { checkSpace } from './check-search.ts';
import { searchFields } from './search-fields.ts';
import { formatValue, mostValues } from './value-list.ts';

const words = text.newExperiment.issues;

/** Something that has to be mended before the experiment can run, and where. `path` is "name", "notes", "label" or a setting's. */
export interface FormProblem extends Place {
  readonly message: string;
}

/** What the declarations alone find wrong, each beside its field; rules between settings and files are the lab's to check. */
export function checkForm(state: FormState): FormProblem[] {
  const problems: FormProblem[] = [];
  const add = (place: Place, message: string) => problems.push({ ...place, message });
  checkText(experimentSpecSchema.shape.name, state.name, { arm: null, path: 'name' }, add);
  checkText(experimentSpecSchema.shape.notes, state.notes, { arm: null, path: 'notes' }, add);
  checkField({ state, arm: null, add }, runFields);
  for (const arm of state.arms) checkArm(state, arm, add);
  if (state.search) {
    checkField({ state, arm: null, add }, searchFields);
    checkSpace(state, checkValue, (path, message) => add({ arm: null, path }, message));
  }
  return problems;
}

type Add = (place: Place, message: string) => void;

interface Check {
  readonly state: FormState;
  readonly arm: string | null;
  readonly add: Add;
}

function checkArm(state: FormState, arm: FormArm, add: Add): void {
  const label = labelArm(arm, state.settings);
  const place = { arm: arm.id, path: 'label' };
  // Without a name and a method, it is the method that is missing.
  if (arm.label !== null) checkText(armSchema.shape.label, label, place, add);
  const twin = state.arms.find((other) => other !== arm && labelArm(other, state.settings) === label);
  if (twin && label !== '') add(place, words.repeatedLabel);
  const paths = new Set([...Object.keys(arm.set), ...Object.keys(arm.vary)].filter((path) => !isMethodPart(path)));
  if (!isMethodVaried(state)) paths.add(methodPath);
  for (const path of paths) {
    const field = findField(path);
    if (field) checkField({ state, arm: arm.id, add }, field);
  }
}

function checkField(check: Check, field: Field): void {
  const { state, arm, add } = check;
  const place = { arm, path: field.path };
  // The method is checked arm by arm.
  if (arm === null && field.path === methodPath) return;
  const values = getValues(state, place);
  if (values) {
    checkValues(values, field, (message) => add(place, message));
    return;
  }
  const value = getValue(state, place);
  if (value === null && field.isNullable) return;
  if (field.kind === 'group') {
    if (value === undefined && field.defaultValue === null) return;
    for (const member of field.members) checkField(check, member);
    return;
  }
  if (field.kind === 'union') {
    const option = findOption(field, value);
    if (!option) add(place, words.choose);
    for (const member of option?.members ?? []) checkField(check, member);
    return;
  }
  if (value === undefined) {
    const isNeeded =
      field.defaultValue === undefined && !field.isOptional && !(arm === null && isSetByEveryArm(state, field.path));
    if (isNeeded) add(place, words.needed);
    return;
  }
  const message = checkValue(value, field);
  if (message) add(place, message);
}

/** What is wrong with one value of a field, in plain words; undefined if nothing is. */
export function checkValue(value: Json, field: Field): string | undefined {
  const parsed = field.schema.safeParse(value);
  const issue = parsed.success ? undefined : parsed.error.issues[0];
  return issue && describeIssue(issue, value);
}

function checkValues(values: readonly Json[], field: Field, add: (message: string) => void): void {
  if (values.length === 0) return add(words.noValues);
  if (values.length > mostValues) return add(words.tooManyValues(values.length, mostValues));
  for (const [index, value] of values.entries()) {
    const message = checkValue(value, field);
    if (message) return add(values.length > 1 ? words.about(formatValue(value), message) : message);
    const first = values.findIndex((other) => isSameJson(other, value));
    if (first < index) return add(words.repeatedValue(formatValue(value)));
  }
}

function checkText(schema: z.ZodType, value: string, place: Place, add: Add): void {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue) add(place, describeIssue(issue, value));
}

function isSetByEveryArm(state: FormState, path: string): boolean {
  return state.arms.every((arm) =>
    [...Object.keys(arm.set), ...Object.keys(arm.vary)].some((owner) => isSameOrAbove(owner, path)),
  );
}

function isMethodVaried(state: FormState): boolean {
  return Object.keys(state.vary).some((path) => isSameOrAbove(path, methodPath));
}

function isMethodPart(path: string): boolean {
  return isSameOrAbove(methodPath, path);
}
