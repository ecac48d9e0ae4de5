import { type ExperimentSpec, experimentSpecSchema } from '../../shared/spec/experiment.ts';
import { describeIssues, type Origin } from './describe-issues.ts';
import { isPlainObject } from './dotted-path.ts';
import { formatPath, SpecError, type SpecFault } from './spec-error.ts';
import { formatOfFile, parseSpecText } from './spec-text.ts';
import { readText } from '../read-text.ts';

/** Reads and checks an experiment file; the settings in it are checked run by run, after expansion. @throws AppError spec/... */
export function readExperimentSpec(path: string): ExperimentSpec {
  const text = readText(path, { code: 'spec/unreadable', what: 'experiment file' });
  const parsed = parseSpec(parseSpecText(text, formatOfFile(path), path));
  if (parsed.faults.length > 0 || !parsed.spec) throw new SpecError(path, parsed.faults);
  return parsed.spec;
}

/** Checks the frame of a spec. Where only its name, notes or unknown members are wrong, `spec` still has the rest. */
export function parseSpec(input: unknown): { spec: ExperimentSpec | null; faults: SpecFault[] } {
  const parsed = experimentSpecSchema.safeParse(input);
  if (parsed.success) return { spec: parsed.data, faults: [] };
  const faults = describeIssues({
    error: parsed.error,
    input,
    locate: (place) => locateMember(place, input),
    listKnown: (place) => (place.length === 0 ? Object.keys(experimentSpecSchema.shape) : []),
  });
  return { spec: isPlainObject(input) ? parseCore(input) : null, faults };
}

function parseCore({ settings, arms, vary, search }: Record<string, unknown>): ExperimentSpec | null {
  const optional = { ...(arms === undefined ? {} : { arms }), ...(search === undefined ? {} : { search }) };
  const core = { version: 1, name: 'draft', settings, vary, ...optional };
  return experimentSpecSchema.safeParse(core).data ?? null;
}

/** Members of `settings`, `vary` and an arm's `set` are settings; an arm's label is the arm's. */
function locateMember(path: readonly PropertyKey[], input: unknown): Origin {
  const place = formatPath(path) || 'the file';
  const [group, ...rest] = path;
  if (group === 'settings') return { place, path: formatPath(rest), arm: null };
  if (group === 'vary') return { place, path: String(rest[0] ?? ''), arm: null };
  if (group !== 'arms') return { place, path: formatPath(path), arm: null };
  const arm = findLabel(input, rest[0]);
  const [, member, setting] = rest;
  return { place, path: String((member === 'set' ? setting : member) ?? ''), arm };
}

function findLabel(input: unknown, index: PropertyKey | undefined): string | null {
  const arms = isPlainObject(input) ? input['arms'] : undefined;
  const arm: unknown = Array.isArray(arms) && typeof index === 'number' ? arms[index] : undefined;
  return isPlainObject(arm) && typeof arm['label'] === 'string' ? arm['label'] : null;
}
