import { methods } from '../../../../shared/methods/index.ts';
import { postMethods } from '../../../../shared/methods/post/index.ts';
import { judgeInfo } from '../../../../shared/settings/evaluation.ts';
import { text } from '../../../text/index.ts';
import type { Json } from './json.ts';
import { findField } from './run-fields.ts';
import { spacePath, splitRangePath } from './search-fields.ts';
import { formatValue } from './value-list.ts';

interface ChoiceWords {
  readonly label: string;
  readonly help?: string;
}

const declared = new Map<string, ChoiceWords>([
  ...Object.entries(judgeInfo),
  ...[...methods, ...postMethods].map((method) => [method.name, method] as const),
]);

/** What one of a field's choices is called: as methods and judges declare it, by the catalogue, else as it is written. */
export function describeChoice(value: string): ChoiceWords {
  return declared.get(value) ?? text.newExperiment.choices[value] ?? { label: value };
}

/** Heading of a group of settings: by the catalogue, else made of its name. */
export function nameGroup(path: string): string {
  const known = text.newExperiment.groups[path];
  if (known) return known;
  const name = path.slice(path.lastIndexOf('.') + 1).replaceAll(/([A-Z])/g, ' $1');
  return name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}

/** Where a setting stands: the headings above it and its label; a file is called by its heading alone. */
export function nameTrail(path: string): string {
  if (path.startsWith(`${spacePath}.`)) {
    const { setting, member } = splitRangePath(path);
    const own = member === null ? [] : [findField(path)?.info?.label ?? member];
    return [nameGroup('search'), nameInAttack(setting), ...own].join(' › ');
  }
  const parts = path.split('.');
  const groups = parts.slice(0, -1).map((_, index) => nameGroup(parts.slice(0, index + 1).join('.')));
  const field = findField(path);
  const isLeaf = field !== undefined && field.kind !== 'group' && field.kind !== 'union';
  const own = isLeaf ? (field.info?.label ?? field.name) : nameGroup(path);
  return (parts.at(-1) === 'path' ? groups : [...groups, own]).join(' › ');
}

/** A setting of the attack where nothing else can be meant: without the heading of the attack. */
export function nameInAttack(path: string): string {
  return nameTrail(path).replace(`${nameGroup('attack')} › `, '');
}

/** A setting in one word or two: its symbol, else the last part of its trail. */
export function nameShort(path: string): string {
  return findField(path)?.info?.symbol ?? nameTrail(path).split(' › ').at(-1) ?? path;
}

/** A value in words, for where it is only read. */
export function describeValue(value: Json): string {
  if (typeof value === 'boolean') return value ? text.newExperiment.yes : text.newExperiment.no;
  return formatValue(value);
}
