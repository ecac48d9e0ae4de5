import { canonicalJson } from '../canonical-json.ts';
import { runSettingsSchema } from '../spec/experiment.ts';
import { listSettings, type SettingInfo } from './setting.ts';

/** Descriptions of all settings of a run by dotted path, in order of declaration. */
export const settingInfoByPath: ReadonlyMap<string, SettingInfo> = new Map(
  listSettings(runSettingsSchema).map((entry) => [entry.path, entry.info]),
);

/** A setting's name for people; a choice without a description of its own, such as a method's name, is called by its path. */
export function labelSetting(path: string): string {
  const info = settingInfoByPath.get(path);
  if (info) return info.label;
  const words = path.replace(/\.(name|kind)$/, '').replaceAll('.', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** "p = 0.1, λ = 5" for values by dotted path. */
export function describeValues(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([path, value]) => {
      const info = settingInfoByPath.get(path);
      return `${info?.symbol ?? labelSetting(path)} = ${describeValue(value)}`;
    })
    .join(', ');
}

/** A setting's value as text for people; an object with a name, such as a method, is called by it. */
export function describeValue(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(describeValue).join(', ');
  if (typeof value === 'object') return 'name' in value ? String(value.name) : canonicalJson(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every setting of a run by dotted path. */
export function flattenSettings(value: object, prefix = ''): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    // settings are plain objects of JSON values
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof member === 'object' && member !== null && !Array.isArray(member)) {
      for (const [inner, leaf] of flattenSettings(member, path)) flat.set(inner, leaf);
    } else {
      flat.set(path, member);
    }
  }
  return flat;
}

/** In the order in which the settings are declared; an undeclared one, such as a method's name, before its siblings. */
export function sortPaths(paths: ReadonlySet<string>): string[] {
  const declared = [...settingInfoByPath.keys()];
  const rank = (path: string): number => {
    if (declared.includes(path)) return declared.indexOf(path);
    const sibling = declared.findIndex((other) => other.startsWith(path.slice(0, path.lastIndexOf('.') + 1)));
    return sibling < 0 ? declared.length : sibling - 0.5;
  };
  return [...paths].sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
}
