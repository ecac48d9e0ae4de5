import { dirname, resolve } from 'node:path';
import type { ExperimentFile } from '../folder/experiment-files.ts';
import {
  countClimb,
  isAbsolutePath,
  mapPaths,
  neutralInputPath,
  neutralSpecPath,
  neutralWrittenPath,
} from './neutral-paths.ts';

/**
 * An experiment's file as it goes into a bundle: the chosen runs alone, and paths that say nothing of where things lay. Relative paths
 * stay as the researcher wrote them.
 * @param digests digests by absolute path of what the runs read
 */
export function neutralExperiment(
  file: ExperimentFile,
  runIds: ReadonlySet<string>,
  digests: ReadonlyMap<string, string>,
): ExperimentFile {
  const folder = dirname(file.specPath);
  let climb = 0;
  const place = (path: string): string => {
    if (!isAbsolutePath(path)) {
      climb = Math.max(climb, countClimb(path));
      return path;
    }
    const digest = digests.get(resolve(folder, path));
    return digest === undefined ? neutralWrittenPath(path) : neutralInputPath(path, digest);
  };
  // Only texts are replaced by texts, so both keep their shapes.
  const runs = mapPaths(
    file.runs.filter((run) => runIds.has(run.runId)),
    place,
  ) as ExperimentFile['runs'];
  const spec = mapPaths(file.spec, neutralWrittenPath) as ExperimentFile['spec'];
  return { ...file, specPath: neutralSpecPath(file.specPath, climb), spec, runs };
}
