import { getMethod } from '../../shared/methods/index.ts';
import { type ExperimentSpec, type RunSettings, runSettingsSchema } from '../../shared/spec/experiment.ts';
import { checkSettings } from './check-settings.ts';
import { describeIssues, type Origin } from './describe-issues.ts';
import { BlockedPath, fillPrefaults, isPlainObject, isSameOrAbove, listMembers, setAtPath } from './dotted-path.ts';
import { type Arm, type Change, findOverlaps, hasTrial, listArms, listGrid, type Point } from './grid.ts';
import { asSentence, formatPath, makeFault, showValue, SpecError, type SpecFault } from './spec-error.ts';

/** One cell of the grid: an arm, a value for each `vary` axis, and the settings they make. */
export interface ExpandedRun {
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
  readonly settings: RunSettings;
  /** The spec names the layers that get an adapter; else the model's family decides. */
  readonly namesTargets: boolean;
}

type Cell = { readonly run: ExpandedRun } | { readonly faults: readonly SpecFault[] };

/** Expands arms × vary into runs, arms outermost and the last axis fastest. @throws SpecError of the first cell that cannot be. */
export function expandRuns(spec: ExperimentSpec, file: string): ExpandedRun[] {
  const arms = listArms(spec);
  const [overlap] = findOverlaps(spec, arms);
  if (overlap) throw new SpecError(file, [overlap]);
  const runs: ExpandedRun[] = [];
  for (const cell of expandCells(spec, arms)) {
    if ('faults' in cell) throw new SpecError(file, cell.faults);
    runs.push(cell.run);
  }
  return runs;
}

/** Expands what can be expanded and lists all that is wrong, so that a form shows it at once. */
export function tryExpandRuns(spec: ExperimentSpec): { runs: ExpandedRun[]; faults: SpecFault[] } {
  const arms = listArms(spec);
  const faults = findOverlaps(spec, arms);
  const runs: ExpandedRun[] = [];
  if (faults.length > 0) return { runs, faults };
  for (const cell of expandCells(spec, arms)) {
    if ('faults' in cell) faults.push(...cell.faults);
    else runs.push(cell.run);
  }
  return { runs, faults };
}

function* expandCells(spec: ExperimentSpec, arms: readonly Arm[]): Generator<Cell> {
  const points = listGrid(spec);
  for (const arm of arms) {
    for (const point of points) {
      const cell = expandCell(spec, arm, point);
      // A cell's label may come from its method, so that it is known only now.
      if ('faults' in cell || hasTrial(spec, cell.run.arm, point)) yield cell;
    }
  }
}

function expandCell(spec: ExperimentSpec, arm: Arm, point: Point): Cell {
  const changes = [...arm.changes, ...point.changes];
  const changed = applyChanges(spec.settings, changes);
  if ('fault' in changed) return { faults: [changed.fault] };
  const input = fillPrefaults(runSettingsSchema, changed.settings);
  const parsed = runSettingsSchema.safeParse(input);
  if (!parsed.success) {
    const faults = describeIssues({
      error: parsed.error,
      input,
      locate: (path) => locateSetting(formatPath(path), changes),
      listKnown: (path) => listMembers(runSettingsSchema, path, input),
    });
    return { faults };
  }
  const settings = fillSeed(parsed.data);
  const broken = checkSettings(settings);
  if (broken.length > 0) {
    return {
      faults: broken.map(({ path, sentence }) =>
        makeFault({ code: 'spec/conflict', ...locateSetting(path, changes), sentence }),
      ),
    };
  }
  const label = arm.label ?? getMethod(settings.alignment.method.name).label;
  return { run: { arm: label, varied: point.varied, settings, namesTargets: namesTargets(input) } };
}

function namesTargets(input: unknown): boolean {
  const trainable = isPlainObject(input) ? input['trainable'] : undefined;
  return isPlainObject(trainable) && trainable['targets'] !== undefined;
}

function applyChanges(settings: unknown, changes: readonly Change[]): { settings: unknown } | { fault: SpecFault } {
  let result = settings;
  for (const { path, value, place, arm } of changes) {
    try {
      result = setAtPath(result, path, value);
    } catch (error) {
      if (!(error instanceof BlockedPath)) throw error;
      const reason = `cannot be set, because ${error.blockedAt} is ${showValue(error.found)} and not a group of settings`;
      return {
        fault: { code: 'spec/blocked-path', path, arm, line: `${place} ${reason}`, message: asSentence(reason) },
      };
    }
  }
  return { settings: result };
}

/** The place in the file that decides a setting: the last change at or above it, else the settings themselves. */
function locateSetting(path: string, changes: readonly Change[]): Origin {
  const change = changes.findLast((candidate) => isSameOrAbove(candidate.path, path));
  if (!change) return { place: path ? `settings.${path}` : 'settings', path, arm: null };
  const rest = path.slice(change.path.length + 1);
  return { place: rest ? `${change.place} (${rest})` : change.place, path, arm: change.arm };
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
