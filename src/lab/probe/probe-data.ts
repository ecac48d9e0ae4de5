import { dirname, resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Dataset } from '../../shared/settings/dataset.ts';
import type { ProbeKind } from '../../shared/spec/probe.ts';
import type { FoundRun } from '../report/find-runs.ts';

/** Which rows of a file are used, and how they are read: all of a set's settings but where it lies. */
export type DataPart = Omit<Dataset, 'path'>;

/**
 * What a probe of a run is measured on, its path absolute: the defender's harmful set, else the attacker's; for drift the alignment set.
 * @throws AppError probe/no-data where the run names none.
 */
export function findProbeData(found: FoundRun, kind: ProbeKind): Dataset {
  const { run, experiment } = found;
  const data = findProbeSet(found, kind);
  if (!data)
    throw new AppError(
      'probe/no-data',
      `The run ${run.runId} names no harmful set, neither for its alignment nor for its attack, so that no harmful loss can be measured.`,
    );
  return { ...data, path: resolve(dirname(experiment.specPath), data.path) };
}

/** The same with its path as the spec has it; null where the run names none. */
export function findProbeSet({ run }: Pick<FoundRun, 'run'>, kind: ProbeKind): Dataset | null {
  const { alignment, attack } = run.settings;
  return (kind === 'drift' ? alignment.data : (alignment.harmful ?? attack.harmful)) ?? null;
}

export function partOf({ columns, start, count, offByOne }: Dataset): DataPart {
  return { columns, start, count, offByOne };
}
