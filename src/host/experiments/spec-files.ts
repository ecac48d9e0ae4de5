import { dirname } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { DraftSpec } from '../../shared/contract/experiments.ts';
import { AppError } from '../../shared/errors.ts';
import { getMethod } from '../../shared/methods/index.ts';
import { formatOfText, type Lab, parseSpecText, type SpecFormat } from '../../lab/index.ts';
import { type LooseSpec, makePathsAbsolute } from './absolute-paths.ts';

/** The order in which people read a spec. */
const memberOrder = ['$schema', 'version', 'name', 'notes', 'settings', 'arms', 'vary'];

/** A draft as the text of a spec file with absolute paths, and the command that runs it. */
export function exportSpec(
  draft: DraftSpec,
  format: SpecFormat,
): { readonly text: string; readonly fileName: string; readonly command: string } {
  const spec = sortMembers(makePathsAbsolute(draft).spec);
  const text = format === 'json' ? `${JSON.stringify(spec, null, 2)}\n` : stringify(spec, { lineWidth: 0 });
  const fileName = `${makeFileName(spec['name'])}.${format}`;
  return { text, fileName, command: `npm run lab -- run ${fileName}` };
}

/** Reads a spec in JSON or YAML; what is wrong with its settings is the plan's to say. @throws AppError spec/not-json, spec/not-yaml, spec/not-a-spec. */
export function importSpec(text: string, baseFolder: string | null): DraftSpec {
  const parsed = z.record(z.string(), z.json()).safeParse(parseSpecText(text, formatOfText(text), 'The text'));
  if (!parsed.success || !('settings' in parsed.data)) {
    throw new AppError(
      'spec/not-a-spec',
      'The text is not an experiment: a group with "version", "name" and "settings" was expected; choose a file that was exported here or written for "npm run lab -- run".',
    );
  }
  return { spec: parsed.data, baseFolder };
}

/** An experiment as a draft, or one run of it alone, with its arm and seed. @throws AppError lab/no-experiment, lab/no-run. */
export function draftOf(lab: Lab, experimentId: string, runId: string | null): DraftSpec {
  const { spec, specPath } = lab.getExperiment(experimentId);
  const own = runId === null ? asLoose(spec) : describeRun(lab, experimentId, runId, spec.name);
  return { spec: makePathsAbsolute({ spec: own, baseFolder: dirname(specPath) }).spec, baseFolder: null };
}

function describeRun(lab: Lab, experimentId: string, runId: string, name: string): LooseSpec {
  const run = lab.listRuns(experimentId).find((one) => one.runId === runId);
  if (!run) {
    throw new AppError(
      'lab/no-run',
      `The experiment ${experimentId} has no run "${runId}"; it may have been deleted. Look at the list of runs.`,
    );
  }
  const { settings, arm } = run;
  const { method } = settings.alignment;
  // Only a label of its own makes an arm: without one the run is called after its method again.
  const arms = arm === getMethod(method.name).label ? [] : [{ label: arm, set: { 'alignment.method': method } }];
  return asLoose({ version: 1, name, settings, ...(arms.length > 0 ? { arms } : {}) });
}

/** The same as plain JSON, as it stands in a file. */
function asLoose(spec: object): LooseSpec {
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(spec)));
}

function sortMembers(spec: LooseSpec): LooseSpec {
  const rank = (key: string) => (memberOrder.includes(key) ? memberOrder.indexOf(key) : memberOrder.length);
  return Object.fromEntries(Object.entries(spec).sort(([left], [right]) => rank(left) - rank(right)));
}

/** The experiment's name as a name that every file system and shell takes as it is. */
function makeFileName(name: unknown): string {
  const plain = (typeof name === 'string' ? name : '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain || 'experiment';
}
