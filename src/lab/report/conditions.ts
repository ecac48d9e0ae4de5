import { canonicalJson } from '../../shared/canonical-json.ts';
import { describeValues, labelSetting, settingInfoByPath } from '../../shared/settings/describe.ts';
import { dropSeed, seedPath } from '../statistics/group-runs.ts';
import type { ReportAxis, ReportCondition } from '../../shared/views/report.ts';
import type { ReportSource } from './report-source.ts';

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
