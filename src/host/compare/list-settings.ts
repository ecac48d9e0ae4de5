import { describeValue, flattenSettings, labelSetting, sortPaths } from '../../shared/settings/describe.ts';
import { dirname, isAbsolute, relative } from 'node:path';
import type { SettingDifference } from '../../shared/contract/compare.ts';
import { unifyPaths } from '../../lab/report/canonical-paths.ts';
import { absent } from '../../lab/report/compare-settings.ts';
import type { FoundRun } from '../../lab/report/find-runs.ts';
import type { StageSpec } from '../../shared/spec/stage.ts';

/** Every setting of some runs side by side, in the order of the runs; those that differ come first. */
export function listSettingDifferences(found: readonly FoundRun[], stages: readonly StageSpec[]): SettingDifference[] {
  const folders = new Set(found.map(({ experiment }) => dirname(experiment.specPath)));
  const [folder] = folders;
  const flat = unifyPaths(found, stages).map((settings) => flattenSettings(settings));
  const rows = sortPaths(new Set(flat.flatMap((settings) => [...settings.keys()]))).map((path) => {
    const values = flat.map((settings) => {
      if (!settings.has(path)) return absent;
      const value = settings.get(path);
      const isFile = path.endsWith('.path') && typeof value === 'string' && isAbsolute(value);
      // One folder of specs: the files are named as the specs name them.
      return describeValue(isFile && folder !== undefined && folders.size === 1 ? relative(folder, value) : value);
    });
    return { path, label: labelSetting(path), values, differs: new Set(values).size > 1 };
  });
  return [...rows.filter((row) => row.differs), ...rows.filter((row) => !row.differs)];
}
