import { describeValue, flattenSettings, labelSetting, sortPaths } from '../../shared/settings/describe.ts';
import type { ReportArm, ReportSettings, SettingRow } from '../../shared/views/report.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

/** Stands where a run lacks a setting. */
export const absent = '–';
/** Longer lists of values are shortened to their ends. */
const shownValues = 3;

/** Splits all settings into those on which arms differ under equal circumstances, and the others. */
export function compareSettings(source: ReportSource, arms: readonly ReportArm[]): ReportSettings {
  const flattened = source.runs.map((run) => ({ run, settings: flattenSettings(run.settings) }));
  const paths = sortPaths(new Set(flattened.flatMap(({ settings }) => [...settings.keys()])));
  const differing: SettingRow[] = [];
  const same: SettingRow[] = [];
  for (const path of paths) {
    const label = labelSetting(path);
    const texts = flattened.map(({ run, settings }) => ({
      run,
      text: settings.has(path) ? describeValue(settings.get(path)) : absent,
    }));
    if (differsBetweenArms(texts)) {
      const values = arms.map((arm) => summariseTexts(texts.filter(({ run }) => run.arm === arm.label)));
      differing.push({ path, label, values });
    } else {
      same.push({ path, label, values: [summariseTexts(texts)] });
    }
  }
  return { differing, same };
}

interface RunText {
  readonly run: SourceRun;
  readonly text: string;
}

/** Whether two arms have other values at the same point of the grid and the same seed. */
function differsBetweenArms(texts: readonly RunText[]): boolean {
  const seen = new Map<string, string>();
  return texts.some(({ run, text }) => {
    const key = JSON.stringify(Object.entries(run.varied).sort(([left], [right]) => (left < right ? -1 : 1)));
    const before = seen.get(key);
    seen.set(key, text);
    return before !== undefined && before !== text;
  });
}

function summariseTexts(texts: readonly RunText[]): string {
  const values = [...new Set(texts.map(({ text }) => text))];
  if (values.length <= shownValues) return values.join(' · ');
  return `${values[0]} … ${values.at(-1)} (${values.length} values)`;
}
