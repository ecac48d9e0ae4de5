import { basename, join, resolve } from 'node:path';
import type { ExperimentFile } from '../folder/experiment-files.ts';
import type { StageFile } from '../../shared/spec/stage.ts';
import { setAtPath } from '../plan/dotted-path.ts';
import type { FoundInputs } from './find-inputs.ts';
import { countClimb, isAbsolutePath, splitPath } from './neutral-paths.ts';
import { listStageInputs, moveInputs, type StageInput } from './stage-inputs.ts';

/** A stage of a bundle with the places that its inputs have here; of those that were not found the bundle's own names stay. */
export function localStage(file: StageFile, found: FoundInputs): StageFile {
  return { ...file, stage: moveInputs(file.stage, (path, digest) => found.get(digest) ?? path) };
}

/**
 * An experiment of a bundle as it can be used here. Where its relative paths fit one folder of this machine, its spec is said to lie
 * there; else its runs name each file by the place that their stages have.
 */
export function localExperiment(file: ExperimentFile, stages: ReadonlyMap<string, StageFile>): ExperimentFile {
  const uses = file.runs.map((run) => ({ run, inputs: listRunInputs(run.stages, stages) }));
  const written = uses.flatMap(({ run, inputs }) =>
    inputs.flatMap((input) => {
      const path = readPath(run.settings, input.setting);
      return path === undefined || isAbsolutePath(path) ? [] : [{ path, place: input.path }];
    }),
  );
  const folder = findSpecFolder(file.specPath, written);
  if (folder !== undefined) return { ...file, specPath: join(folder, basename(file.specPath)), runs: file.runs };
  const runs = uses.map(({ run, inputs }) => ({
    ...run,
    // Only paths are replaced, so the settings keep their shape.
    settings: inputs.reduce(
      (settings: unknown, { setting, path }) =>
        readPath(settings, setting) === undefined ? settings : setAtPath(settings, `${setting}.path`, path),
      run.settings,
    ) as typeof run.settings,
  }));
  return { ...file, runs };
}

function listRunInputs(
  keys: ExperimentFile['runs'][number]['stages'],
  stages: ReadonlyMap<string, StageFile>,
): StageInput[] {
  const all = Object.values(keys).flatMap((key) => {
    const file = stages.get(key);
    return file ? listStageInputs(file.stage) : [];
  });
  return [...new Map(all.map((input) => [input.setting, input])).values()];
}

/** The path that settings have at a setting of a file or model; undefined where they have none. */
function readPath(settings: unknown, setting: string): string | undefined {
  let value = settings;
  for (const part of [...setting.split('.'), 'path']) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return typeof value === 'string' ? value : undefined;
}

/** The folder from which every relative path leads to its place; undefined where there is none. */
function findSpecFolder(
  specPath: string,
  written: readonly { readonly path: string; readonly place: string }[],
): string | undefined {
  const highest = written.reduce<{ path: string; place: string } | undefined>(
    (best, one) => (best && countClimb(best.path) >= countClimb(one.path) ? best : one),
    undefined,
  );
  if (!highest) return undefined;
  const climb = countClimb(highest.path);
  const below = splitPath(highest.path).filter((part) => part !== '..' && part !== '.');
  const parts = splitPath(highest.place);
  if (below.some((part, index) => parts[parts.length - below.length + index] !== part)) return undefined;
  const root = resolve(highest.place, ...below.map(() => '..'));
  const own = splitPath(specPath).slice(0, -1);
  const folder = join(root, ...own.slice(own.length - climb));
  return written.every(({ path, place }) => resolve(folder, path) === place) ? folder : undefined;
}
