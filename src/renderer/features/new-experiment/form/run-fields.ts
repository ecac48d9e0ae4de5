import { runSettingsSchema } from '../../../../shared/spec/experiment.ts';
import { describeField, type Field, type GroupField, listLeaves } from './field-tree.ts';
import { findSearchField, isSearchPath } from './search-fields.ts';

/** Where the alignment method stands: what arms differ in. */
export const methodPath = 'alignment.method';

/** Where the method of the fine-tuning stands. */
export const attackMethodPath = 'attack.method';

/** Where the defence between fine-tuning and evaluation stands. */
export const postMethodPath = 'post.method';

/** Every setting of a run as fields, drawn from the declarations. */
export const runFields: GroupField = describeGroup();

const leaves = new Map(listLeaves(runFields).map((field) => [field.path, field]));

/** The field of a path; for unions, of the first option that has it. Those of the attack's search are found too. */
export function findField(path: string, from: Field = runFields): Field | undefined {
  if (isSearchPath(path)) return findSearchField(path);
  if (from.path === path) return from;
  if (from.kind === 'group') return findAmong(from.members, path);
  if (from.kind === 'union') {
    return findAmong(
      from.options.flatMap((option) => option.members),
      path,
    );
  }
  return undefined;
}

/** Short name of a setting for labels of arms: its symbol where it has one. */
export function nameSetting(path: string): string {
  const info = leaves.get(path)?.info;
  return info?.symbol ?? info?.label ?? path;
}

function findAmong(fields: readonly Field[], path: string): Field | undefined {
  for (const field of fields) {
    const found = path === field.path || path.startsWith(`${field.path}.`) ? findField(path, field) : undefined;
    if (found) return found;
  }
  return undefined;
}

function describeGroup(): GroupField {
  const field = describeField(runSettingsSchema, '');
  if (field.kind !== 'group') throw new Error('The settings of a run are a group.');
  return field;
}
