import { getAtPath, isJsonObject, isSameJson, isSameOrAbove, type Json, type JsonObject, setAtPath } from './json.ts';
import { nameSetting } from './run-fields.ts';
import { formatValue } from './value-list.ts';

/** A treatment as the form holds it: some of its settings may take several values, each of which makes an arm of the spec. */
export interface FormArm {
  /** Tells arms apart in the form; not part of the spec. */
  readonly id: string;
  /** Null: called after its method, and written into the settings instead of an arm. */
  readonly label: string | null;
  /** Dotted path → value, as in the spec. */
  readonly set: JsonObject;
  /** Dotted path of a setting → the values that it takes. */
  readonly vary: Readonly<Record<string, readonly Json[]>>;
}

export interface SpecArm {
  readonly label: string;
  readonly set: JsonObject;
}

/** The value of a setting as an arm has it: its own, or that of the settings all arms share. */
export function getArmValue(arm: FormArm, settings: JsonObject, path: string): Json | undefined {
  const owner = findOwner(arm.set, path);
  if (owner === path) return arm.set[owner];
  if (owner !== undefined) return getAtPath(arm.set[owner], path.slice(owner.length + 1));
  const below = Object.keys(arm.set).filter((other) => isSameOrAbove(path, other));
  const shared = getAtPath(settings, path);
  return below.reduce<Json | undefined>(
    (value, other) => setAtPath(isJsonObject(value) ? value : {}, other.slice(path.length + 1), arm.set[other] ?? null),
    shared,
  );
}

/** A copy of `set` in which the setting has the value: inside the part that the arm sets already, or as a part of its own. */
export function setInArm(set: JsonObject, path: string, value: Json): JsonObject {
  const owner = findOwner(set, path);
  if (owner === undefined || owner === path) {
    const kept = Object.entries(set).filter(([other]) => other === path || !isSameOrAbove(path, other));
    return { ...Object.fromEntries(kept), [path]: value };
  }
  const group = set[owner];
  return { ...set, [owner]: setAtPath(isJsonObject(group) ? group : {}, path.slice(owner.length + 1), value) };
}

/** The arms of the spec that a form's arm stands for: one for each combination of its varied values, the last varying fastest. */
export function expandArm(arm: FormArm, label: string): SpecArm[] {
  const axes = Object.entries(arm.vary).filter(([, values]) => values.length > 0);
  return axes.reduce<SpecArm[]>(
    (arms, [path, values]) =>
      arms.flatMap((one) =>
        values.map((value) => ({
          label: values.length > 1 ? `${one.label}${labelSuffix(path, value)}` : one.label,
          set: setInArm(one.set, path, value),
        })),
      ),
    [{ label, set: arm.set }],
  );
}

/**
 * The opposite of expandArm for a whole list: arms in a row that differ only in settings which their labels name become
 * one arm with several values. Only what expands to exactly the same arms again is put together.
 */
export function collapseArms(arms: readonly SpecArm[]): Omit<FormArm, 'id'>[] {
  const result: Omit<FormArm, 'id'>[] = [];
  let next = 0;
  while (next < arms.length) {
    const found = findFamily(arms, next);
    result.push(found.arm);
    next += found.count;
  }
  return result;
}

function findFamily(arms: readonly SpecArm[], from: number): { arm: Omit<FormArm, 'id'>; count: number } {
  const first = arms[from];
  if (!first) throw new Error('There is no such arm.');
  const named = readLabel(first);
  for (let end = arms.length; end > from + 1 && named.paths.length > 0; end -= 1) {
    const family = arms.slice(from, end);
    const vary = Object.fromEntries(
      named.paths.map((path) => [path, listDistinct(family.map((arm) => getOwn(arm.set, path) ?? null))]),
    );
    if (Object.values(vary).some((values) => values.length < 2)) continue;
    const arm = { label: named.base, set: first.set, vary };
    const expanded = expandArm({ ...arm, id: '' }, named.base);
    if (isSameJson(toJson(expanded), toJson(family))) return { arm, count: family.length };
  }
  return { arm: { label: first.label, set: first.set, vary: {} }, count: 1 };
}

/** Takes the settings that a label names at its end, such as " λ=1 α=0.1", off the label. */
function readLabel(arm: SpecArm): { base: string; paths: string[] } {
  const candidates = listSetPaths(arm.set);
  let base = arm.label;
  const paths: string[] = [];
  for (;;) {
    const path = candidates.find(
      (candidate) =>
        !paths.includes(candidate) && base.endsWith(labelSuffix(candidate, getOwn(arm.set, candidate) ?? null)),
    );
    if (path === undefined) return { base, paths };
    base = base.slice(0, -labelSuffix(path, getOwn(arm.set, path) ?? null).length);
    paths.unshift(path);
  }
}

function labelSuffix(path: string, value: Json): string {
  return ` ${nameSetting(path)}=${formatValue(value)}`;
}

/** Dotted paths of all single settings that an arm sets, those inside groups included. */
function listSetPaths(set: JsonObject): string[] {
  return Object.entries(set).flatMap(([path, value]) =>
    isJsonObject(value) ? listSetPaths(value).map((rest) => `${path}.${rest}`) : [path],
  );
}

function getOwn(set: JsonObject, path: string): Json | undefined {
  const owner = findOwner(set, path);
  if (owner === undefined) return undefined;
  return owner === path ? set[owner] : getAtPath(set[owner], path.slice(owner.length + 1));
}

/** The most precise of an arm's parts that decides the setting. */
function findOwner(set: JsonObject, path: string): string | undefined {
  return Object.keys(set)
    .filter((owner) => isSameOrAbove(owner, path))
    .sort((left, right) => right.length - left.length)[0];
}

function listDistinct(values: readonly Json[]): Json[] {
  return values.filter((value, index) => values.findIndex((other) => isSameJson(value, other)) === index);
}

function toJson(arms: readonly SpecArm[]): Json {
  return arms.map(({ label, set }) => ({ label, set }));
}
