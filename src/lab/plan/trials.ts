import { createHash } from 'node:crypto';
import type { AttackSearch, SearchRange } from '../../shared/spec/attack-search.ts';
import type { ExperimentSpec } from '../../shared/spec/experiment.ts';
import { isPlainObject, isSameOrAbove } from './dotted-path.ts';
import type { Arm } from './grid.ts';
import { asSentence, type SpecFault } from './spec-error.ts';

/** The setting that is the budget of a search by halving. */
export const stepsPath = 'attack.training.maxSteps';
/** The steps at which an attack is evaluated; a rung has those that it reaches. */
export const checkpointsPath = 'attack.checkpointSteps';

/** The settings of one trial by dotted path; the same for the same seed, number and range, whatever else is searched. */
export function drawTrial({ space, seed }: AttackSearch, trial: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(space).map(([path, range]) => [path, pick(range, drawUniform(seed, trial, path))]),
  );
}

/** A number in [0, 1) that depends on nothing else, so that trials can be added and settings taken away. */
function drawUniform(seed: number, trial: number, path: string): number {
  const digest = createHash('sha256').update(`${seed}\n${trial}\n${path}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

function pick(range: SearchRange, uniform: number): unknown {
  if ('values' in range) return range.values[Math.floor(uniform * range.values.length)];
  const { low, high, scale, isWhole } = range;
  // A whole number gets as wide a share of the range as every other one.
  const [from, to] = isWhole ? [Math.ceil(low) - 0.5, Math.floor(high) + 0.5] : [low, high];
  const value = scale === 'log' && from > 0 ? from * (to / from) ** uniform : from + (to - from) * uniform;
  return isWhole
    ? Math.min(Math.floor(high), Math.max(Math.ceil(low), Math.round(value)))
    : Number(value.toPrecision(6));
}

/** Attack steps of each rung of a search by halving, ascending; the last has all steps. */
export function listRungSteps({ halving }: AttackSearch, maxSteps: number): number[] {
  if (!halving) return [maxSteps];
  const rungs: number[] = [];
  for (let steps = halving.firstSteps; steps < maxSteps; steps *= halving.factor) rungs.push(steps);
  return [...rungs, maxSteps];
}

/** Attack steps of the rung that a spec is for; null where the search does not set them. */
export function countRungSteps(search: AttackSearch, settings: ExperimentSpec['settings']): number | null {
  const maxSteps = readMaxSteps(settings);
  if (!search.halving || maxSteps === null) return null;
  return listRungSteps(search, maxSteps)[(search.rung?.number ?? 1) - 1] ?? maxSteps;
}

/** attack.training.maxSteps of a spec's common settings; null where they have none. */
export function readMaxSteps(settings: ExperimentSpec['settings']): number | null {
  const training = readMember(readMember(settings, 'attack'), 'training');
  const steps = readMember(training, 'maxSteps');
  return typeof steps === 'number' ? steps : null;
}

/** The steps at which a spec's common settings have the attack evaluated; none where that is no list of numbers. */
export function readCheckpointSteps(settings: ExperimentSpec['settings']): number[] {
  const steps = readMember(readMember(settings, 'attack'), 'checkpointSteps');
  return Array.isArray(steps) ? steps.filter((step) => typeof step === 'number') : [];
}

function readMember(value: unknown, name: string): unknown {
  return isPlainObject(value) ? value[name] : undefined;
}

/** A search that fights with axes or arms, or halves a budget that nobody has set. */
export function findSearchOverlaps({ search, vary, settings }: ExperimentSpec, arms: readonly Arm[]): SpecFault[] {
  if (!search) return [];
  const faults: SpecFault[] = [];
  const add = (path: string, line: string) =>
    faults.push({ code: 'spec/overlap', path, arm: null, line, message: asSentence(line) });
  const others = [
    ...Object.keys(vary).map((path) => ({ path, place: `vary."${path}"` })),
    ...arms.flatMap((arm) => arm.changes.map(({ path, place }) => ({ path, place }))),
  ];
  const searched = [...Object.keys(search.space), ...(search.halving ? [stepsPath] : [])];
  for (const path of searched) {
    if (!path.startsWith('attack.'))
      add(path, `an attacker cannot choose ${path}; search over settings that begin with "attack."`);
    const other = others.find((one) => isSameOrAbove(one.path, path) || isSameOrAbove(path, one.path));
    if (other) add(path, `the search and ${other.place} both set ${path}; keep one of the two`);
  }
  if (search.halving && Object.hasOwn(search.space, stepsPath))
    add(stepsPath, `a search by halving sets ${stepsPath} itself; take it out of search.space`);
  const maxSteps = readMaxSteps(settings);
  if (search.halving && (maxSteps === null || maxSteps < search.halving.firstSteps))
    add(
      stepsPath,
      `a search by halving needs ${stepsPath} of at least search.halving.firstSteps (${search.halving.firstSteps}) among the settings, found ${maxSteps ?? 'none'}`,
    );
  return faults;
}
