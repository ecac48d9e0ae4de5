import { canonicalJson } from '../../shared/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';
import { getMethodSettings } from '../../shared/methods/index.ts';
import { type ExperimentSpec, type RunSettings, runSettingsSchema } from '../../shared/spec/experiment.ts';
import { checkSettings } from './check-settings.ts';
import { BlockedPath, fillPrefaults, isPlainObject, isSameOrAbove, listMembers, setAtPath } from './dotted-path.ts';
import { describeSpecProblem, formatPath, showValue } from './spec-error.ts';

/** One cell of the grid: an arm, a value for each `vary` axis, and the settings they make. */
export interface ExpandedRun {
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
  readonly settings: RunSettings;
}

interface Change {
  readonly path: string;
  readonly value: unknown;
  /** Where the file says so, such as `vary."attack.p"[1]`. */
  readonly place: string;
}

interface Arm {
  /** Null: the label of the run's alignment method. */
  readonly label: string | null;
  readonly changes: readonly Change[];
}

/** Expands arms × vary into runs, arms outermost and the last axis fastest. @throws AppError spec/... naming the place in the file. */
export function expandRuns(spec: ExperimentSpec, file: string): ExpandedRun[] {
  const arms = listArms(spec);
  checkOverlaps(spec, arms, file);
  const points = listGrid(spec);
  return arms.flatMap((arm) => points.map((point) => expandRun({ spec, file, arm, point })));
}

function listArms(spec: ExperimentSpec): Arm[] {
  if (!spec.arms) return [{ label: null, changes: [] }];
  return spec.arms.map((arm, index) => ({
    label: arm.label,
    changes: Object.entries(arm.set).map(([path, value]) => ({ path, value, place: `arms[${index}].set."${path}"` })),
  }));
}

function listGrid(spec: ExperimentSpec): Change[][] {
  let points: Change[][] = [[]];
  for (const [path, values] of Object.entries(spec.vary)) {
    const axis = values.map((value, index) => ({ path, value, place: `vary."${path}"[${index}]` }));
    points = points.flatMap((point) => axis.map((change) => [...point, change]));
  }
  return points;
}

/** Refuses what would silently replace something else or run the same cell twice. */
function checkOverlaps(spec: ExperimentSpec, arms: readonly Arm[], file: string): void {
  const axes = Object.keys(spec.vary);
  for (const [path, values] of Object.entries(spec.vary)) {
    const repeated = values.find(
      (value, index) => values.findIndex((other) => canonicalJson(other) === canonicalJson(value)) < index,
    );
    if (repeated !== undefined) {
      throw new AppError(
        'spec/repeated-value',
        `${file}: vary."${path}" lists ${showValue(repeated)} twice; list each value once.`,
      );
    }
    const below = axes.find((other) => other !== path && isSameOrAbove(path, other));
    if (below)
      throw new AppError(
        'spec/overlap',
        `${file}: vary."${path}" replaces what vary."${below}" sets; vary one of the two.`,
      );
    const hidden = arms.flatMap((arm) => arm.changes).find((change) => isSameOrAbove(path, change.path));
    if (hidden)
      throw new AppError(
        'spec/overlap',
        `${file}: vary."${path}" replaces what ${hidden.place} sets; keep one of the two.`,
      );
  }
  const labels = arms.map((arm) => arm.label);
  const repeatedLabel = labels.find((label, index) => labels.indexOf(label) < index);
  if (repeatedLabel)
    throw new AppError(
      'spec/repeated-arm',
      `${file}: two arms are called "${repeatedLabel}"; each needs its own label.`,
    );
}

function expandRun(options: { spec: ExperimentSpec; file: string; arm: Arm; point: readonly Change[] }): ExpandedRun {
  const { spec, file, arm, point } = options;
  const changes = [...arm.changes, ...point];
  const input = fillPrefaults(runSettingsSchema, applyChanges(spec.settings, changes, file));
  const locate = (path: readonly PropertyKey[]) => locateSetting(formatPath(path), changes);
  const parsed = runSettingsSchema.safeParse(input);
  if (!parsed.success) {
    throw describeSpecProblem({
      file,
      error: parsed.error,
      input,
      locate,
      listKnown: (path) => listMembers(runSettingsSchema, path, input),
    });
  }
  const settings = fillSeed(parsed.data);
  checkSettings(
    settings,
    (path, sentence) => new AppError('spec/conflict', `${file}: ${locateSetting(path, changes)}: ${sentence}`),
  );
  const varied = Object.fromEntries(point.map((change) => [change.path, change.value]));
  return { arm: arm.label ?? getMethodSettings(settings.alignment.method.name).label, varied, settings };
}

function applyChanges(settings: unknown, changes: readonly Change[], file: string): unknown {
  let result = settings;
  for (const change of changes) {
    try {
      result = setAtPath(result, change.path, change.value);
    } catch (error) {
      if (!(error instanceof BlockedPath)) throw error;
      throw new AppError(
        'spec/blocked-path',
        `${file}: ${change.place} cannot be set, because ${error.blockedAt} is ${showValue(error.found)} and not a group of settings.`,
      );
    }
  }
  return result;
}

/** The place in the file that decides a setting: the last change at or above it, else the settings themselves. */
function locateSetting(path: string, changes: readonly Change[]): string {
  const change = changes.findLast((candidate) => isSameOrAbove(candidate.path, path));
  if (!change) return path ? `settings.${path}` : 'settings';
  const rest = path.slice(change.path.length + 1);
  return rest ? `${change.place} (${rest})` : change.place;
}

/** Puts the run's seed in place of "{seed}" in every path. */
function fillSeed(settings: RunSettings): RunSettings {
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill);
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        key === 'path' && typeof member === 'string'
          ? member.replaceAll('{seed}', String(settings.seed))
          : fill(member),
      ]),
    );
  };
  return fill(settings) as RunSettings; // only texts were replaced by texts
}
