import { describeValues, flattenSettings, sortPaths } from '../../shared/settings/describe.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { StageSpec } from '../../shared/spec/stage.ts';
import { isSameOrAbove } from '../plan/dotted-path.ts';
import { seedPath } from '../statistics/group-runs.ts';
import { unifyPaths } from './canonical-paths.ts';
import type { FoundRun } from './find-runs.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

type Joined = Pick<ReportSource, 'experiment' | 'axes' | 'runs' | 'remarks'>;

interface Member extends FoundRun {
  readonly flat: ReadonlyMap<string, unknown>;
  readonly source: SourceRun;
}

/** More differing settings than this say less about an arm than the experiment's name does. */
const namedSettings = 2;

/**
 * Puts runs of several experiments into one grid. Arms are their labels; where runs of one label differ in a setting that
 * every run has, the setting becomes an axis; where they differ in a setting of the arm itself, the arm becomes several.
 */
export function joinExperiments(found: readonly FoundRun[], stages: readonly StageSpec[]): Joined {
  const settings = unifyPaths(found, stages);
  const members = found.map(({ run, experiment }, index): Member => {
    const unified = settings[index] ?? run.settings;
    return { run, experiment, flat: flattenSettings(unified), source: { ...run, settings: unified } };
  });
  const { axes, own } = sortDifferences(members);
  const labels = labelArms(members, own, axes);
  const placed = members.map((member, index) => ({
    experimentName: member.experiment.name,
    run: {
      ...member.source,
      arm: labels[index] ?? member.run.arm,
      varied: Object.fromEntries([...axes, seedPath].map((path) => [path, member.flat.get(path) ?? null])),
    },
  }));
  const { runs, remarks } = dropRepeated(placed.map(({ run }) => run));
  const names = [...new Set(found.map(({ experiment }) => experiment.name))];
  return {
    experiment: {
      id: [...new Set(found.map(({ experiment }) => experiment.id))].join(', '),
      name: names.length > 3 ? `${runs.length} runs of ${names.length} experiments` : names.join(' and '),
      notes: '',
      createdAtMs: Math.max(...found.map(({ experiment }) => experiment.createdAtMs)),
    },
    axes: Object.fromEntries([...axes, seedPath].map((path) => [path, listValues(runs, path)])),
    runs,
    remarks,
  };
}

/** Splits the settings on which runs of one label differ into axes of the grid and settings of the arms themselves. */
function sortDifferences(members: readonly Member[]): { axes: string[]; own: string[] } {
  const varied = new Set(members.flatMap(({ experiment }) => Object.keys(experiment.spec.vary)));
  const set = new Set(
    members.flatMap(({ experiment }) => experiment.spec.arms?.flatMap((arm) => Object.keys(arm.set)) ?? []),
  );
  const isCovered = (paths: ReadonlySet<string>, path: string) => [...paths].some((it) => isSameOrAbove(it, path));
  const byLabel = Map.groupBy(members, ({ run }) => run.arm);
  const all = new Set(members.flatMap(({ flat }) => [...flat.keys()]));
  const differing = sortPaths(all).filter((path) => {
    if (path === seedPath) return false;
    // How an answer is judged is part of the metric, and where a model is looked at does not change it.
    const isAside = path.startsWith('evaluation.') || path === 'attack.checkpointSteps';
    if (isAside && !isCovered(varied, path)) return false;
    return [...byLabel.values()].some((group) => countValues(group, path) > 1);
  });
  const isAxis = (path: string): boolean => {
    if (!members.every(({ flat }) => flat.has(path))) return false;
    if (isCovered(varied, path)) return true;
    return !path.startsWith('alignment.method.') && !isCovered(set, path);
  };
  return { axes: differing.filter(isAxis), own: differing.filter((path) => !isAxis(path)) };
}

/** A label for the arm of each member: its own, made distinct where runs of one label are not of one arm. */
function labelArms(members: readonly Member[], own: readonly string[], axes: readonly string[]): string[] {
  const labels = new Map<Member, string>();
  for (const [label, group] of Map.groupBy(members, ({ run }) => run.arm)) {
    const paths = own.filter((path) => countValues(group, path) > 1);
    const variants = Map.groupBy(group, ({ flat }) => canonicalJson(paths.map((path) => flat.get(path) ?? null)));
    for (const variant of variants.values()) {
      const [first] = variant;
      if (!first) continue;
      const values = Object.fromEntries(paths.filter((it) => first.flat.has(it)).map((it) => [it, first.flat.get(it)]));
      const isNamed = paths.length <= namedSettings || !isSplitByExperiment([...variants.values()]);
      const suffix = isNamed ? describeValues(values) : first.experiment.name;
      const base = variants.size > 1 && suffix !== '' ? `${label} (${suffix})` : label;
      const clashes = findClashes(variant, axes);
      for (const member of variant) {
        labels.set(member, clashes ? `${base} (${nameExperiment(member, variant)})` : base);
      }
    }
  }
  return members.map((member) => labels.get(member) ?? member.run.arm);
}

function isSplitByExperiment(variants: readonly (readonly Member[])[]): boolean {
  const names = variants.map((variant) => new Set(variant.map(({ experiment }) => experiment.name)));
  const all = names.flatMap((set) => [...set]);
  return names.every((set) => set.size === 1) && new Set(all).size === variants.length;
}

/** Whether two experiments have other results at the same point and seed, so that they cannot be one arm. */
function findClashes(members: readonly Member[], axes: readonly string[]): boolean {
  const cells = Map.groupBy(members, (member) => describeCell(member, axes));
  return [...cells.values()].some(
    (cell) =>
      new Set(cell.map(({ run }) => run.stages.evaluate)).size > 1 &&
      new Set(cell.map((it) => it.experiment.id)).size > 1,
  );
}

function describeCell({ flat }: Member, axes: readonly string[]): string {
  return canonicalJson([...axes, seedPath].map((path) => flat.get(path) ?? null));
}

function nameExperiment({ experiment }: Member, members: readonly Member[]): string {
  const isUnique = members.every(
    (other) => other.experiment.id === experiment.id || other.experiment.name !== experiment.name,
  );
  return isUnique ? experiment.name : experiment.id;
}

/** One run per arm, point and seed: experiments that share a result have it once. */
function dropRepeated(runs: readonly SourceRun[]): { runs: SourceRun[]; remarks: string[] } {
  const cells = new Map<string, SourceRun>();
  let otherResults = 0;
  for (const run of runs) {
    const cell = canonicalJson([run.arm, run.varied]);
    const first = cells.get(cell);
    if (!first) cells.set(cell, run);
    else if (first.stages.evaluate !== run.stages.evaluate) otherResults += 1;
  }
  const remarks =
    otherResults === 0
      ? []
      : [
          `${otherResults} runs repeat an arm, condition and seed with other settings of the evaluation, and are left out.`,
        ];
  return { runs: [...cells.values()], remarks };
}

function countValues(members: readonly Member[], path: string): number {
  return new Set(members.map(({ flat }) => (flat.has(path) ? canonicalJson(flat.get(path) ?? null) : undefined))).size;
}

/** Numbers ascending, other values in order of appearance. */
function listValues(runs: readonly SourceRun[], path: string): unknown[] {
  const values = [...new Map(runs.map(({ varied }) => [canonicalJson(varied[path] ?? null), varied[path]])).values()];
  return values.every((value) => typeof value === 'number') ? values.toSorted((left, right) => left - right) : values;
}
