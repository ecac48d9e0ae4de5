import { readFileSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { type ExperimentSpec, experimentSpecSchema } from '../../shared/spec/experiment.ts';
import { describeSpecProblem, formatPath } from './spec-error.ts';

/** Reads and checks an experiment file; the settings in it are checked run by run, after expansion. @throws AppError spec/... */
export function readExperimentSpec(path: string): ExperimentSpec {
  const input = parseJson(path, readText(path));
  const parsed = experimentSpecSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw describeSpecProblem({
    file: path,
    error: parsed.error,
    input,
    locate: (place) => formatPath(place) || 'the file',
    listKnown: (place) => (place.length === 0 ? Object.keys(experimentSpecSchema.shape) : []),
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new AppError('spec/unreadable', `The experiment file ${path} cannot be read: ${reason}.`, { cause: error });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('spec/not-json', `${path} is not JSON: ${reason}.`, { cause: error });
  }
}
