import type { DraftSpec } from '../../../../shared/contract/experiments.ts';
import { methods } from '../../../../shared/methods/index.ts';
import { collapseArms, expandArm, type FormArm, getArmValue, type SpecArm } from './arms.ts';
import { getAtPath, isJsonObject, isSameJson, type Json, type JsonObject, removeAtPath, setAtPath } from './json.ts';
import { methodPath } from './run-fields.ts';

/** An experiment as the form holds it. Nothing in it has to be valid yet. */
export interface FormState {
  readonly name: string;
  readonly notes: string;
  /** As in the spec, without the method where the form's arms have it. */
  readonly settings: JsonObject;
  /** At least one. */
  readonly arms: readonly FormArm[];
  /** Dotted path → values: the axes of the grid. */
  readonly vary: Readonly<Record<string, readonly Json[]>>;
  /** An attacker's search over settings of the attack, as in the spec; null: there is none. */
  readonly search: JsonObject | null;
  /** What the form has no field for, kept as it was. */
  readonly rest: JsonObject;
  readonly baseFolder: string | null;
}

/** Reads a draft into the form; whatever is not of the right shape stays in `rest` and is written again as it was. */
export function readDraft({ spec, baseFolder }: DraftSpec): FormState {
  const { name, notes, settings, arms, vary, search, ...others } = spec;
  const specArms = readArms(arms);
  const grid = readVary(vary);
  const rest: JsonObject = {
    ...others,
    ...keepUnless(typeof name === 'string', 'name', name),
    ...keepUnless(typeof notes === 'string', 'notes', notes),
    ...keepUnless(isJsonObject(settings), 'settings', settings),
    ...keepUnless(specArms !== null, 'arms', arms),
    ...keepUnless(grid !== null, 'vary', vary),
    ...keepUnless(isJsonObject(search), 'search', search),
  };
  const group = isJsonObject(settings) ? settings : {};
  return {
    name: typeof name === 'string' ? name : '',
    notes: typeof notes === 'string' ? notes : '',
    ...(specArms && specArms.length > 0
      ? { settings: group, arms: collapseArms(specArms).map(addId) }
      : splitMethod(group, grid ?? {})),
    vary: grid ?? {},
    search: isJsonObject(search) ? search : null,
    rest,
    baseFolder,
  };
}

/** Writes the form as a draft; readDraft makes the same form of it again. */
export function writeDraft(state: FormState): DraftSpec {
  const { name, notes, settings, vary, search, rest, baseFolder } = state;
  const { version = 1, ...others } = rest;
  const grid = Object.entries(vary).filter(([, values]) => values.length > 0);
  return {
    spec: {
      ...others,
      version,
      ...(name === '' && 'name' in rest ? {} : { name }),
      ...(notes === '' ? {} : { notes }),
      ...('settings' in rest && Object.keys(settings).length === 0 ? {} : { settings }),
      ...writeArms(state),
      ...(grid.length > 0 ? { vary: Object.fromEntries(grid.map(([path, values]) => [path, [...values]])) } : {}),
      ...(search ? { search } : {}),
    },
    baseFolder,
  };
}

/** What an arm is called: its own label, or that of its method. */
export function labelArm(arm: FormArm, settings: JsonObject): string {
  if (arm.label !== null) return arm.label;
  const method = getArmValue(arm, settings, `${methodPath}.name`);
  return methods.find((known) => known.name === method)?.label ?? '';
}

/** An arm's identity in the form; never written. */
export function makeArmId(): string {
  nextArm += 1;
  return `arm-${nextArm}`;
}

let nextArm = 0;

function addId(arm: Omit<FormArm, 'id'>): FormArm {
  return { id: makeArmId(), ...arm };
}

/** Without arms the settings hold the method: it becomes the form's one unnamed arm, unless an axis varies it. */
function splitMethod(settings: JsonObject, vary: FormState['vary']): Pick<FormState, 'settings' | 'arms'> {
  const method = getAtPath(settings, methodPath);
  const isVaried = Object.keys(vary).some((path) => path === methodPath || path.startsWith(`${methodPath}.`));
  if (method === undefined || isVaried) return { settings, arms: [addId({ label: null, set: {}, vary: {} })] };
  return {
    settings: removeAtPath(settings, methodPath),
    arms: [addId({ label: null, set: { [methodPath]: method }, vary: {} })],
  };
}

function writeArms(state: FormState): JsonObject {
  const [first] = state.arms;
  if (!first) return {};
  if (state.arms.length === 1 && first.label === null && Object.keys(first.vary).length === 0) {
    const entries = Object.entries(first.set);
    if (entries.length === 0) return {};
    const settings = entries.reduce((all, [path, value]) => setAtPath(all, path, value), state.settings);
    return { settings };
  }
  const arms = state.arms.flatMap((arm) => expandArm(arm, labelArm(arm, state.settings)));
  return { arms: arms.map(({ label, set }) => ({ label, set })) };
}

function readArms(arms: Json | undefined): SpecArm[] | null {
  if (arms === undefined) return [];
  if (!Array.isArray(arms) || arms.length === 0) return null;
  const read = arms.flatMap((arm): SpecArm[] => {
    if (!isJsonObject(arm)) return [];
    const { label, set } = arm;
    if (typeof label !== 'string' || !isJsonObject(set) || Object.keys(arm).length > 2) return [];
    return [{ label, set }];
  });
  return read.length === arms.length ? read : null;
}

function readVary(vary: Json | undefined): Record<string, Json[]> | null {
  if (vary === undefined) return {};
  if (!isJsonObject(vary)) return null;
  const entries = Object.entries(vary).flatMap(([path, values]) =>
    Array.isArray(values) && values.length > 0 ? [[path, values] as const] : [],
  );
  return entries.length === Object.keys(vary).length ? Object.fromEntries(entries) : null;
}

function keepUnless(isRead: boolean, key: string, value: Json | undefined): JsonObject {
  return isRead || value === undefined ? {} : { [key]: value };
}

/** True if both forms would be written the same. */
export function isSameForm(left: FormState, right: FormState): boolean {
  return isSameJson(writeDraft(left).spec, writeDraft(right).spec) && left.baseFolder === right.baseFolder;
}
