import { AppError } from '../../shared/errors.ts';
import { type ExperimentSpec, experimentSpecSchema } from '../../shared/spec/experiment.ts';
import { describeSpecProblem, formatPath } from './spec-error.ts';
import { readText } from '../read-text.ts';

/** Reads and checks an experiment file; the settings in it are checked run by run, after expansion. @throws AppError spec/... */
export function readExperimentSpec(path: string): ExperimentSpec {
  const input = parseJson(path, readText(path, { code: 'spec/unreadable', what: 'experiment file' }));
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

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('spec/not-json', `${path} is not JSON: ${reason}.`, { cause: error });
  }
}
