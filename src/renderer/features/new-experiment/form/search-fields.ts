import { datasetSchema } from '../../../../shared/settings/dataset.ts';
import { attackSearchSchema, boundedRangeSchema, listedRangeSchema } from '../../../../shared/spec/attack-search.ts';
import { describeField, type Field, type GroupField, type Leaf, type ListField } from './field-tree.ts';
import { isSameOrAbove } from './json.ts';

/** Where the attack's search stands among the places of the form; its own settings are below it. */
export const searchPath = 'search';
/** Where the settings stand that are searched over, each under its own dotted path. */
export const spacePath = 'search.space';
/** Null: every trial gets all steps. */
export const halvingPath = 'search.halving';

/** The settings of a search as fields, drawn from their declaration; the ranges and what the search writes itself are left out. */
export const searchFields: GroupField = describeSearch();

/** The field of a place below `search`; undefined where there is none. */
export function findSearchField(path: string): Field | undefined {
  if (path === searchPath) return searchFields;
  if (path === spacePath) return spaceField;
  if (path.startsWith(`${spacePath}.`)) return findRangeField(path);
  const all = searchFields.members.flatMap((field) => (field.kind === 'group' ? [field, ...field.members] : [field]));
  return all.find((field) => field.path === path);
}

/** True for the search and everything in it. */
export function isSearchPath(path: string): boolean {
  return isSameOrAbove(searchPath, path);
}

/** Where the range of a setting stands. */
export function rangePath(setting: string): string {
  return `${spacePath}.${setting}`;
}

/** The settings of an attack that an attacker chooses: numbers and choices, not the defence's own and not the files. */
export function listSearchable(attack: Field): Leaf[] {
  if (attack.kind === 'group')
    return attack.inner === datasetSchema ? [] : attack.members.flatMap((member) => listSearchable(member));
  return attack.kind === 'number' || attack.kind === 'choice' || attack.kind === 'boolean' ? [attack] : [];
}

/** The parts of a place below `search`: a setting that is searched over keeps its dots. */
export function splitSearchPath(path: string): readonly string[] {
  if (!path.startsWith(`${spacePath}.`)) return path.split('.').slice(1);
  const { setting, member } = splitRangePath(path);
  return ['space', setting, ...(member === null ? [] : [member])];
}

/** Which setting a place of the space is about, and which member of its range. */
export function splitRangePath(path: string): { readonly setting: string; readonly member: string | null } {
  const rest = path.slice(spacePath.length + 1);
  const end = rest.lastIndexOf('.');
  const last = rest.slice(end + 1);
  return end > 0 && rangeMembers.has(last)
    ? { setting: rest.slice(0, end), member: last }
    : { setting: rest, member: null };
}

/** The fields of a setting's range between bounds. */
export function describeBounds(setting: string): GroupField {
  return describeGroup(boundedRangeSchema, rangePath(setting));
}

/** The field of a setting's listed values: each of them is a value of the setting. */
export function describeListed(setting: string, item: Field | undefined): ListField {
  const [field] = describeGroup(listedRangeSchema, rangePath(setting)).members;
  if (field?.kind !== 'list') throw new Error('The values of a range are a list.');
  return item ? { ...field, item } : field;
}

const rangeMembers: ReadonlySet<string> = new Set([
  ...Object.keys(boundedRangeSchema.shape),
  ...Object.keys(listedRangeSchema.shape),
]);

const spaceField = describeField(attackSearchSchema.shape.space, spacePath);

function findRangeField(path: string): Field | undefined {
  const { setting, member } = splitRangePath(path);
  // A place in a list, such as "[1]", is none of a field.
  if (setting.endsWith(']')) return undefined;
  const bounds = describeBounds(setting);
  if (member === null) return bounds;
  return [...bounds.members, describeListed(setting, undefined)].find((field) => field.name === member);
}

function describeSearch(): GroupField {
  const group = describeGroup(attackSearchSchema, searchPath);
  return { ...group, members: group.members.filter(({ name }) => name !== 'space' && name !== 'rung') };
}

function describeGroup(
  schema: typeof attackSearchSchema | typeof boundedRangeSchema | typeof listedRangeSchema,
  path: string,
): GroupField {
  const field = describeField(schema, path);
  if (field.kind !== 'group') throw new Error('The settings of a search are groups.');
  return field;
}
