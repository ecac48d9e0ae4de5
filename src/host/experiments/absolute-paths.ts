import { isAbsolute, resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { DraftSpec } from '../../shared/contract/experiments.ts';

/** A spec as a form holds it. */
export type LooseSpec = DraftSpec['spec'];
type Json = LooseSpec[string];

/** The spec of a draft with every path made absolute. @throws AppError spec/relative-path where nothing says from where a path starts. */
export function withAbsolutePaths({ spec, baseFolder }: DraftSpec): LooseSpec {
  const { settings, arms, vary } = spec;
  return {
    ...spec,
    ...(settings === undefined ? {} : { settings: mapPaths(settings, 'settings', baseFolder) }),
    ...(Array.isArray(arms) ? { arms: arms.map((arm, index) => mapArm(arm, `arms[${index}]`, baseFolder)) } : {}),
    ...(isObject(vary) ? { vary: mapDotted(vary, 'vary', baseFolder) } : {}),
  };
}

function mapArm(arm: Json, place: string, baseFolder: string | null): Json {
  if (!isObject(arm) || !isObject(arm['set'])) return arm;
  return { ...arm, set: mapDotted(arm['set'], `${place}.set`, baseFolder) };
}

/** Members named by dotted paths: "attack.task.path" holds a path, or several. */
function mapDotted(record: { [key: string]: Json }, place: string, baseFolder: string | null): { [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const own = `${place}."${key}"`;
      if (!isPathKey(key)) return [key, mapPaths(value, own, baseFolder)];
      return [
        key,
        Array.isArray(value)
          ? value.map((one) => makeAbsolute(one, own, baseFolder))
          : makeAbsolute(value, own, baseFolder),
      ];
    }),
  );
}

function mapPaths(value: Json, place: string, baseFolder: string | null): Json {
  if (Array.isArray(value)) return value.map((member, index) => mapPaths(member, `${place}[${index}]`, baseFolder));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const own = `${place}.${key}`;
      return [key, isPathKey(key) ? makeAbsolute(member, own, baseFolder) : mapPaths(member, own, baseFolder)];
    }),
  );
}

/** An empty path stays empty: it is a field that was not filled in yet. */
function makeAbsolute(path: Json, place: string, baseFolder: string | null): Json {
  if (typeof path !== 'string' || path === '' || isAbsolute(path)) return path;
  if (baseFolder !== null) return resolve(baseFolder, path);
  throw new AppError(
    'spec/relative-path',
    `${place}: expected a path from the root, such as /home/me/data.jsonl, found "${path}"; choose the file again.`,
  );
}

function isPathKey(key: string): boolean {
  return key === 'path' || key.endsWith('.path');
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
