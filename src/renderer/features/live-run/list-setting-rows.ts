import { canonicalJson } from '../../../shared/canonical-json.ts';
import {
  describeValue,
  flattenSettings,
  labelSetting,
  settingInfoByPath,
  sortPaths,
} from '../../../shared/settings/describe.ts';
import type { RunSettings } from '../../../shared/spec/experiment.ts';

export interface SettingLine {
  readonly path: string;
  readonly label: string;
  readonly symbol: string | null;
  readonly unit: string | null;
  readonly help: string;
  readonly value: string;
  /** The Booster paper's value as text; null where it names none. */
  readonly paper: string | null;
  readonly differsFromPaper: boolean;
}

/** Every setting of a run with the paper's value beside it, in the order of declaration. */
export function listSettingRows(settings: RunSettings): readonly SettingLine[] {
  const flat = flattenSettings(settings);
  return sortPaths(new Set(flat.keys())).map((path) => {
    const info = settingInfoByPath.get(path);
    const value = flat.get(path);
    const hasPaper = info !== undefined && info.paper !== undefined;
    return {
      path,
      label: labelSetting(path),
      symbol: info?.symbol ?? null,
      unit: info?.unit ?? null,
      help: info?.help ?? '',
      value: describeValue(value),
      paper: hasPaper ? describeValue(info.paper) : null,
      differsFromPaper: hasPaper && canonicalJson(value) !== canonicalJson(info.paper),
    };
  });
}
