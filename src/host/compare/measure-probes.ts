import type { Lab } from '../../lab/index.ts';
import { runProbes } from '../../lab/probe/index.ts';
import type { FoundRun } from '../../lab/report/find-runs.ts';
import type { ProbeKind } from '../../shared/spec/probe.ts';

interface Reading {
  readonly fraction: number;
  readonly remainingMs: number | null;
}

/** The completed runs of an experiment. @throws AppError lab/no-experiment. */
export function listCompleted(lab: Lab, experimentId: string): FoundRun[] {
  const experiment = lab.getExperiment(experimentId);
  const runs = lab.listRuns(experiment.id).filter((run) => run.status === 'completed');
  return runs.map((run) => ({ run, experiment }));
}

/** Measures the kept models of some runs and yields the last reading of its progress, however slowly it is read. */
export async function* measureProbes(
  lab: Lab,
  runs: readonly FoundRun[],
  { kind, signal }: { readonly kind: ProbeKind; readonly signal: AbortSignal },
): AsyncGenerator<Reading, void> {
  const stopped = new AbortController();
  let latest: Reading | null = null;
  let wake = () => {};
  const over = { is: false };
  const work = runProbes(lab, runs, {
    kind,
    signal: AbortSignal.any([signal, stopped.signal]),
    launchWorker: lab.launchWorker,
    onProgress: (reading) => {
      latest = reading;
      wake();
    },
  }).finally(() => {
    over.is = true;
    wake();
  });
  // Its failure is thrown to the reader at the end, also where it comes while nobody waits.
  work.catch(() => undefined);
  try {
    while (!over.is) {
      if (latest) {
        const reading: Reading = latest;
        latest = null;
        yield reading;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    await work;
  } finally {
    stopped.abort();
  }
}
