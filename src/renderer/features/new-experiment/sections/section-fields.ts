import type { Field } from '../form/field-tree.ts';
import { isSameOrAbove } from '../form/json.ts';
import { methodPath, runFields } from '../form/run-fields.ts';

export const sectionNames = [
  'basics',
  'methods',
  'alignment',
  'attack',
  'search',
  'post',
  'evaluation',
  'seeds',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** Settings that have a section of their own; whatever is declared besides them stands in the first one. */
const ownSection: Readonly<Partial<Record<string, SectionName>>> = {
  alignment: 'alignment',
  attack: 'attack',
  search: 'search',
  post: 'post',
  evaluation: 'evaluation',
  seed: 'seeds',
};

/** The fields of a section, in order of declaration. The method is left out: each arm has its own. */
export function listSectionFields(section: SectionName): Field[] {
  const own = runFields.members.filter((field) => (ownSection[field.name] ?? 'basics') === section);
  return own
    .flatMap((field) => (field.kind === 'group' && section !== 'basics' ? field.members : [field]))
    .filter((field) => field.path !== methodPath);
}

/** The section that holds a place of the form. */
export function findSection({ arm, path }: { readonly arm: string | null; readonly path: string }): SectionName {
  if (arm !== null || isSameOrAbove(methodPath, path)) return 'methods';
  return ownSection[path.split('.')[0] ?? ''] ?? 'basics';
}
