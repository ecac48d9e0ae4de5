import { canonicalJson } from '../../shared/canonical-json.ts';
import { trialPath } from '../../shared/spec/attack-search.ts';
import { type ExperimentSpec, listTrials } from '../../shared/spec/experiment.ts';
import { isSameOrAbove } from './dotted-path.ts';
import {
  checkpointsPath,
  countRungSteps,
  drawTrial,
  findSearchOverlaps,
  readCheckpointSteps,
  stepsPath,
} from './trials.ts';
import { asSentence, showValue, type SpecFault } from './spec-error.ts';

/** One setting that a cell of the grid changes. */
export interface Change {
  readonly path: string;
  readonly value: unknown;
  /** Where the file says so, such as `vary."attack.p"[1]`. */
  readonly place: string;
  /** Label of the arm that says so. */
  readonly arm: string | null;
}

export interface Arm {
  /** Null: the label of the run's alignment method. */
  readonly label: string | null;
  readonly changes: readonly Change[];
}

export function listArms(spec: ExperimentSpec): Arm[] {
  if (!spec.arms) return [{ label: null, changes: [] }];
  return spec.arms.map(({ label, set }, index) => ({
    label,
    changes: Object.entries(set).map(([path, value]) => ({
      path,
      value,
      place: `arms[${index}].set."${path}"`,
      arm: label,
    })),
  }));
}

/** A point of the grid: what it changes, and its values by axis. */
export interface Point {
  readonly changes: readonly Change[];
  readonly varied: Readonly<Record<string, unknown>>;
}

/** Every combination of the axes' values, the last axis fastest; the trials of a search come before the other axes. */
export function listGrid(spec: ExperimentSpec): Point[] {
  const trials = spec.search ? listTrials(spec.search).map((trial) => makeTrial(spec, trial)) : [noChange];
  let points: Point[] = trials;
  for (const [path, values] of Object.entries(spec.vary)) {
    points = points.flatMap(({ changes, varied }) =>
      values.map((value, index) => ({
        changes: [...changes, { path, value, place: `vary."${path}"[${index}]`, arm: null }],
        varied: { ...varied, [path]: value },
      })),
    );
  }
  return points;
}

const noChange: Point = { changes: [], varied: {} };

function makeTrial({ search, settings }: ExperimentSpec, trial: number): Point {
  if (!search) return noChange;
  const drawn = Object.entries(drawTrial(search, trial)).map(([path, value]) => ({
    path,
    value,
    place: `search.space."${path}" (trial ${trial})`,
    arm: null,
  }));
  const steps = countRungSteps(search, settings);
  const budget = steps === null ? [] : [{ path: stepsPath, value: steps }, ...listReached(settings, steps)];
  const halved = budget.map((change) => ({ ...change, place: 'search.halving', arm: null }));
  return { changes: [...drawn, ...halved], varied: { [trialPath]: trial } };
}

/** The steps of evaluation that a rung reaches, where it does not reach all of them. */
function listReached(settings: ExperimentSpec['settings'], steps: number): { path: string; value: unknown }[] {
  const wanted = readCheckpointSteps(settings);
  const reached = wanted.filter((step) => step <= steps);
  return reached.length === wanted.length ? [] : [{ path: checkpointsPath, value: reached }];
}

/** True where an arm takes part in a point: in later rungs of a search each arm has its own trials. */
export function hasTrial(spec: ExperimentSpec, arm: string, { varied }: Point): boolean {
  const survivors = spec.search?.rung?.survivors;
  if (!survivors) return true;
  return (
    (Object.hasOwn(survivors, arm) ? survivors[arm] : undefined)?.some((trial) => trial === varied[trialPath]) === true
  );
}

/** How many runs a spec makes. */
export function countRuns(spec: ExperimentSpec): number {
  const perArm = Object.values(spec.vary).reduce((product, values) => product * values.length, 1);
  if (!spec.search) return perArm * (spec.arms?.length ?? 1);
  const { rung, trials } = spec.search;
  const cells = rung
    ? Object.values(rung.survivors).reduce((sum, left) => sum + left.length, 0)
    : trials * (spec.arms?.length ?? 1);
  return perArm * cells;
}

/** What would silently replace something else or run the same cell twice. */
export function findOverlaps(spec: ExperimentSpec, arms: readonly Arm[]): SpecFault[] {
  const axes = Object.keys(spec.vary);
  const faults: SpecFault[] = findSearchOverlaps(spec, arms);
  const add = (code: string, path: string, line: string, message: string) =>
    faults.push({ code, path, arm: null, line, message });
  for (const [path, values] of Object.entries(spec.vary)) {
    const texts = values.map(canonicalJson);
    const repeated = texts.findIndex((text, index) => texts.indexOf(text) < index);
    if (repeated !== -1) {
      const value = showValue(values[repeated]);
      const line = `vary."${path}" lists ${value} twice; list each value once`;
      add('spec/repeated-value', path, line, `${value} is listed twice; list each value once.`);
    }
    const below = axes.find((other) => other !== path && isSameOrAbove(path, other));
    if (below) {
      const line = `vary."${path}" replaces what vary."${below}" sets; vary one of the two`;
      add('spec/overlap', path, line, `Varying this replaces the values of ${below}; vary one of the two.`);
    }
    const hidden = arms.flatMap((arm) => arm.changes).find((change) => isSameOrAbove(path, change.path));
    if (hidden) {
      const line = `vary."${path}" replaces what ${hidden.place} sets; keep one of the two`;
      add('spec/overlap', path, line, `Varying this replaces what the arm "${hidden.arm}" sets; keep one of the two.`);
    }
  }
  const labels = arms.map((arm) => arm.label);
  const repeatedLabel = labels.find((label, index) => labels.indexOf(label) < index);
  if (repeatedLabel) {
    const line = `two arms are called "${repeatedLabel}"; each needs its own label`;
    faults.push({ code: 'spec/repeated-arm', path: 'label', arm: repeatedLabel, line, message: asSentence(line) });
  }
  return faults;
}
