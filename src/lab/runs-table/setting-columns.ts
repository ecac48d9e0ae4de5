import { describeValue, labelSetting, settingInfoByPath, sortPaths } from '../../shared/settings/describe.ts';
import type { RunColumn } from '../../shared/contract/runs.ts';
import { type Dictionary, finishColumn, takeDictionary } from './dictionary.ts';

/** A column for every setting that any run has; lists are shown as one text. */
export function buildSettingColumns(settingsTexts: readonly string[]): RunColumn[] {
  const columns = new Map<string, Dictionary>();
  for (const [row, text] of settingsTexts.entries())
    addSettings(columns, { row, rowCount: settingsTexts.length }, { value: JSON.parse(text), path: '' });
  const paths = sortPaths(new Set(columns.keys()));
  const labels = labelPaths(paths);
  return paths.flatMap((path) => {
    const dictionary = columns.get(path);
    if (!dictionary) return [];
    const info = settingInfoByPath.get(path);
    const about = { symbol: info?.symbol ?? null, unit: info?.unit ?? null, kind: 'setting' as const };
    return [finishColumn(dictionary, { path, label: labels.get(path) ?? path, ...about })];
  });
}

function addSettings(
  columns: Map<string, Dictionary>,
  place: { readonly row: number; readonly rowCount: number },
  { value, path }: { readonly value: unknown; readonly path: string },
): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, member] of Object.entries(value))
      addSettings(columns, place, { value: member, path: path === '' ? key : `${path}.${key}` });
    return;
  }
  takeDictionary(columns, path, place.rowCount).set(place.row, Array.isArray(value) ? describeValue(value) : value);
}

/** Labels of settings; where several share one, the part of the settings that each belongs to is added. */
function labelPaths(paths: readonly string[]): Map<string, string> {
  const byLabel = Map.groupBy(paths, labelSetting);
  return new Map(
    paths.map((path) => {
      const label = labelSetting(path);
      return [path, (byLabel.get(label)?.length ?? 0) > 1 ? `${label} (${describePlace(path)})` : label];
    }),
  );
}

/** "attack" for attack.training.learningRate, "safety data" for evaluation.safety.data.path. */
function describePlace(path: string): string {
  const parts = path.split('.').slice(0, -1);
  const telling = parts.filter((part) => part !== 'training' && part !== 'columns');
  return (telling[0] === 'evaluation' && telling.length > 1 ? telling.slice(1) : telling).join(' ');
}
