import type { Lab } from '../../lab/index.ts';
import { runProbes } from '../../lab/probe/index.ts';
import type { FoundRun } from '../../lab/report/find-runs.ts';
import type { ProbeKind } from '../../shared/spec/probe.ts';
import type { WorkReading } from '../../shared/views/work.ts';
import { followSteps } from '../rpc/follow-steps.ts';

/** The completed runs of an experiment. @throws AppError lab/no-experiment. */
export function listCompleted(lab: Lab, experimentId: string): FoundRun[] {
  const experiment = lab.getExperiment(experimentId);
  const runs = lab.listRuns(experiment.id).filter((run) => run.status === 'completed');
  return runs.map((run) => ({ run, experiment }));
}

/** Measures the kept models of some runs and yields the last reading of its progress, however slowly it is read; ends when the worker has. */
export async function* measureProbes(
  lab: Lab,
  runs: readonly FoundRun[],
  { kind, signal }: { readonly kind: ProbeKind; readonly signal: AbortSignal },
): AsyncGenerator<WorkReading, void, undefined> {
  let latest: WorkReading = { text: 'measuring', fraction: 0, remainingMs: null };
  const steps = followSteps(signal, ({ signal: stopped, onProgress }) =>
    runProbes(lab, runs, {
      kind,
      signal: stopped,
      launchWorker: lab.launchWorker,
      borrowSlot: lab.borrowSlot,
      onWait: () => onProgress({ ...latest, text: 'waiting', remainingMs: null }),
      onProgress: (reading) => {
        latest = { text: 'measuring', ...reading };
        onProgress(latest);
      },
    }),
  );
  for await (const step of steps) if (step.kind === 'progress') yield step.progress;
}
