import { flattenSettings, labelSetting, settingInfoByPath } from '../../shared/settings/describe.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import type { ArmFidelity, FidelityRow, RecipeFidelity, ReportArm } from '../../shared/views/report.ts';
import { compareWithRecipe, describeValues, type Recipe } from './recipe.ts';

export interface JudgedRun {
  readonly runId: string;
  readonly arm: string;
  readonly settings: RunSettings;
}

export interface ChosenRecipe {
  readonly recipe: Recipe;
  /** The runs' settings with files named as in the recipe, by run; absent where the recipe names no files. */
  readonly settings?: ReadonlyMap<string, RunSettings>;
}

/** A badge that names more settings than this is no badge. */
const namedSettings = 4;

/** Holds the runs of each arm against a recipe. */
export function measureFidelity(
  listed: readonly JudgedRun[],
  arms: readonly Pick<ReportArm, 'label'>[],
  { recipe, settings }: ChosenRecipe,
): RecipeFidelity {
  const runs = listed.map((run) => ({ ...run, settings: settings?.get(run.runId) ?? run.settings }));
  return {
    recipe: { name: recipe.name, label: recipe.label },
    arms: arms.map(({ label }, arm) =>
      measureArm(
        runs.filter((run) => run.arm === label),
        arm,
        recipe,
      ),
    ),
  };
}

function measureArm(runs: readonly JudgedRun[], arm: number, recipe: Recipe): ArmFidelity {
  const compared = runs.map(({ runId, settings }) => {
    const allowed = recipe.settingsFor(settings);
    return { runId, allowed, flat: flattenSettings(settings), ...compareWithRecipe(settings, allowed) };
  });
  const paths = [...new Set(compared.flatMap(({ allowed }) => [...allowed.keys()]))];
  const describe = (path: string): FidelityRow => ({
    path,
    label: labelSetting(path),
    symbol: settingInfoByPath.get(path)?.symbol ?? null,
    recipe: describeValues(
      path,
      compared.flatMap(({ allowed }) => allowed.get(path) ?? []),
    ),
    found: describeValues(
      path,
      compared.map(({ flat }) => (flat.has(path) ? flat.get(path) : '–')),
    ),
  });
  const isChanged = (path: string): boolean => compared.some(({ changed }) => changed.includes(path));
  const isMissing = (path: string): boolean => compared.some(({ missing }) => missing.includes(path));
  const changed = paths.filter(isChanged).map(describe);
  const missing = paths.filter((path) => !isChanged(path) && isMissing(path)).map(describe);
  const same = paths.filter((path) => !isChanged(path) && !isMissing(path)).map(describe);
  return {
    arm,
    badge: writeBadge(recipe.label, { same, changed, missing }),
    same,
    changed,
    missing,
    runs: compared.map((it) => ({ runId: it.runId, changed: it.changed, missing: it.missing })),
  };
}

/** "paper recipe: 12 of 15 settings equal; changed: λ, n and 1 more". */
function writeBadge(
  label: string,
  { same, changed, missing }: Pick<ArmFidelity, 'same' | 'changed' | 'missing'>,
): string {
  const total = same.length + changed.length + missing.length;
  if (same.length === total) return `${label}: all ${total} settings equal`;
  const all = [...same, ...changed, ...missing];
  return [
    `${label}: ${same.length} of ${total} settings equal`,
    ...(changed.length > 0 ? [`changed: ${nameSettings(changed, all)}`] : []),
    ...(missing.length > 0 ? [`missing: ${nameSettings(missing, all)}`] : []),
  ].join('; ');
}

/** What the field has symbols for, such as λ and n, is named first. */
function nameSettings(rows: readonly FidelityRow[], all: readonly FidelityRow[]): string {
  const sorted = rows.toSorted((left, right) => Number(left.symbol === null) - Number(right.symbol === null));
  const names = sorted.slice(0, namedSettings).map((row) => nameSetting(row, all));
  const others = rows.length - names.length;
  return `${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** By symbol where it has one; with its place where another setting is called the same, such as "Rows (alignment harmful)". */
function nameSetting({ path, label, symbol }: FidelityRow, all: readonly FidelityRow[]): string {
  const name = symbol ?? label;
  const isShared = all.some((other) => other.path !== path && (other.symbol ?? other.label) === name);
  if (!isShared) return name;
  const place = path.split('.').slice(0, -1);
  return `${name} (${place.filter((part) => !['training', 'method', 'data'].includes(part)).join(' ')})`;
}
