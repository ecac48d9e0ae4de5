import { isAbsolute, resolve } from 'node:path';
import type { DraftSpec, SpecProblem } from '../../shared/contract/experiments.ts';

/** A spec as a form holds it. */
export type LooseSpec = DraftSpec['spec'];
type Json = LooseSpec[string];

interface Walk {
  readonly baseFolder: string | null;
  readonly problems: SpecProblem[];
  readonly arm: string | null;
}

/** The spec of a draft with every path made absolute; a problem for each relative one when nothing says from where it starts. */
export function makePathsAbsolute({ spec, baseFolder }: DraftSpec): { spec: LooseSpec; problems: SpecProblem[] } {
  const { settings, arms, vary } = spec;
  const walk: Walk = { baseFolder, problems: [], arm: null };
  return {
    spec: {
      ...spec,
      ...(settings === undefined ? {} : { settings: mapPaths(settings, '', walk) }),
      ...(Array.isArray(arms) ? { arms: arms.map((arm) => mapArm(arm, walk)) } : {}),
      ...(isObject(vary) ? { vary: mapMembers(vary, '', walk) } : {}),
    },
    problems: walk.problems,
  };
}

function mapArm(arm: Json, walk: Walk): Json {
  if (!isObject(arm) || !isObject(arm['set'])) return arm;
  const label = typeof arm['label'] === 'string' ? arm['label'] : null;
  return { ...arm, set: mapMembers(arm['set'], '', { ...walk, arm: label }) };
}

/** Everything below a value that stands at a dotted path. */
function mapPaths(value: Json, place: string, walk: Walk): Json {
  if (Array.isArray(value)) return value.map((member) => mapPaths(member, place, walk));
  return isObject(value) ? mapMembers(value, place, walk) : value;
}

/** Keys may be dotted paths themselves, as in `vary`: "attack.task.path" holds a path, or several. */
function mapMembers(record: { [key: string]: Json }, place: string, walk: Walk): { [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const own = place === '' ? key : `${place}.${key}`;
      if (key !== 'path' && !key.endsWith('.path')) return [key, mapPaths(value, own, walk)];
      return [
        key,
        Array.isArray(value) ? value.map((path) => makeAbsolute(path, own, walk)) : makeAbsolute(value, own, walk),
      ];
    }),
  );
}

/** An empty path stays empty: it is a field that was not filled in yet. */
function makeAbsolute(path: Json, place: string, { baseFolder, problems, arm }: Walk): Json {
  if (typeof path !== 'string' || path === '' || isAbsolute(path)) return path;
  if (baseFolder !== null) return resolve(baseFolder, path);
  problems.push({
    path: place,
    message: `Expected a path from the root of the disk, found "${path}"; choose it again.`,
    ...(arm === null ? {} : { arm }),
  });
  return path;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
