import { canonicalJson } from '../../shared/canonical-json.ts';
import { listSettings, type SettingInfo } from '../../shared/settings/setting.ts';
import { runSettingsSchema } from '../../shared/spec/experiment.ts';
import { dropSeed, seedPath } from '../statistics/group-runs.ts';
import type { ReportAxis, ReportCondition } from '../../shared/views/report.ts';
import type { ReportSource } from './report-source.ts';

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

/** The axes of an experiment without the seed. */
export function listAxes(source: ReportSource): ReportAxis[] {
  return Object.entries(source.axes)
    .filter(([path]) => path !== seedPath)
    .map(([path, values]) => {
      const info = settingInfoByPath.get(path);
      return { path, label: labelSetting(path), symbol: info?.symbol ?? null, values };
    });
}

/** The distinct points of the grid without arm and seed, in order of the runs. */
export function listConditions(source: ReportSource): ReportCondition[] {
  const conditions = new Map<string, ReportCondition>();
  for (const run of source.runs) {
    const values = dropSeed(run.varied);
    const key = canonicalJson(values);
    if (conditions.has(key)) continue;
    // Without axes the poison ratio is what a reader asks for first.
    const shown = Object.keys(values).length > 0 ? values : { 'attack.p': run.settings.attack.p };
    conditions.set(key, { label: describeValues(shown), values });
  }
  return [...conditions.values()];
}

/** Index of a run's condition; the conditions were listed from the same runs. */
export function findCondition(
  conditions: readonly ReportCondition[],
  varied: Readonly<Record<string, unknown>>,
): number {
  const key = canonicalJson(dropSeed(varied));
  return conditions.findIndex((condition) => canonicalJson(condition.values) === key);
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
