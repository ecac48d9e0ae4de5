import { dirname, isAbsolute, resolve } from 'node:path';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import type { StageSpec } from '../../shared/spec/stage.ts';
import { isPlainObject, setAtPath } from '../plan/dotted-path.ts';
import type { FoundRun } from './find-runs.ts';

/**
 * The settings of runs of several experiments with each file under one name: absolute, with "{seed}" where the spec has it, and
 * the same for files of the same content. So what differs in them differs in more than where the files lie.
 */
export function unifyPaths(found: readonly FoundRun[], stages: readonly StageSpec[]): RunSettings[] {
  const digests = new Map(stages.flatMap(listFiles));
  const names = new Map<string, string>();
  const firstByDigest = new Map<string, string>();
  const pairs = found.map(({ run, experiment }) => ({
    settings: run.settings,
    folder: dirname(experiment.specPath),
    written: writtenSettings({ run, experiment }),
  }));
  for (const { settings, folder, written } of pairs) {
    visitPaths(settings, written, (path, template) => {
      const name = resolve(folder, template);
      const digest = digests.get(resolve(folder, path));
      const known = digest === undefined ? undefined : firstByDigest.get(digest);
      if (known !== undefined && !names.has(name)) names.set(name, names.get(known) ?? known);
      if (digest !== undefined && known === undefined) firstByDigest.set(digest, name);
      return path;
    });
  }
  return pairs.map(
    ({ settings, folder, written }) =>
      visitPaths(settings, written, (_path, template) => {
        const name = resolve(folder, template);
        return names.get(name) ?? name;
      }) as RunSettings, // only texts were replaced by texts
  );
}

/** The settings as the spec has them, before "{seed}" was replaced; defaults are not filled in. */
function writtenSettings({ run, experiment }: FoundRun): unknown {
  const arm = experiment.spec.arms?.find((candidate) => candidate.label === run.arm);
  const changes = [...Object.entries(arm?.set ?? {}), ...Object.entries(run.varied)];
  return changes.reduce(
    (settings: unknown, [path, value]) => setAtPath(settings, path, value),
    experiment.spec.settings,
  );
}

/** A copy of `value` with each text under a key "path" replaced; `written` is walked along beside it. */
function visitPaths(value: unknown, written: unknown, replace: (path: string, template: string) => string): unknown {
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const other = isPlainObject(written) ? written[key] : undefined;
      if (key === 'path' && typeof member === 'string') {
        return [key, replace(member, typeof other === 'string' ? other : member)];
      }
      return [key, visitPaths(member, other, replace)];
    }),
  );
}

/** Every file of a stage with its digest. */
function listFiles(stage: unknown): [path: string, digest: string][] {
  if (Array.isArray(stage)) return stage.flatMap(listFiles);
  if (!isPlainObject(stage)) return [];
  const { path, digest } = stage;
  const own: [string, string][] =
    typeof path === 'string' && typeof digest === 'string' && isAbsolute(path) ? [[path, digest]] : [];
  return [...own, ...Object.values(stage).flatMap(listFiles)];
}
