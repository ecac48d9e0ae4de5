import { describeValues } from '../../shared/settings/describe.ts';

/** "Seed = 0, p = 0.1": the values of the grid's axes at a run. */
export function describeVaried(varied: Readonly<Record<string, unknown>>): string {
  return Object.keys(varied).length === 0 ? '–' : describeValues(varied);
}

/** A run's id without its experiment's, for tables that name the experiment above. */
export function shortenRunId(runId: string, experimentId: string): string {
  return runId.startsWith(`${experimentId}-`) ? runId.slice(experimentId.length + 1) : runId;
}
