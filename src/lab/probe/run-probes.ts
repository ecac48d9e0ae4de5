import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';
import { type ProbeKind, probeResultSchema, usualDistances } from '../../shared/spec/probe.ts';
import { stagesFolder } from '../folder/paths.ts';
import type { FoundRun } from '../report/find-runs.ts';
import type { LaunchWorker } from '../supervise/launch-worker.ts';
import type { LabQueries } from '../types.ts';
import { runWorkerJob } from '../worker-job.ts';
import { digestOf } from './digest-of.ts';
import { type ProbeFile, readProbeFile, writeProbeFile } from './probe-files.ts';

export interface ProbeOptions {
  readonly kind: ProbeKind;
  /** At most so many rows of the data. */
  readonly rows?: number;
  readonly distances?: readonly number[];
  readonly signal: AbortSignal;
  readonly launchWorker?: LaunchWorker;
  /** 0..1 over all runs. */
  readonly onProgress?: (reading: { readonly fraction: number; readonly remainingMs: number | null }) => void;
}

const usualRows = 200;

/**
 * Measures the aligned and the attacked model of each run, on the run's own harmful set or alignment set; what was measured before in the same
 * way is not measured again. Returns how many attacks were measured now. @throws AppError probe/no-data, CancelledError, what the worker finds wrong.
 */
export async function runProbes(
  queries: Pick<LabQueries, 'dataFolder' | 'listCheckpoints'>,
  runs: readonly FoundRun[],
  options: ProbeOptions,
): Promise<number> {
  const { kind, rows = usualRows, distances = usualDistances } = options;
  const attacks = new Map(runs.map((found) => [found.run.stages.attack, found]));
  const digests = new Map<string, string>();
  const plans = [...attacks].flatMap(([key, found]) => {
    const data = findData(found, kind);
    // Runs share their data; each file is read once.
    const digest = digests.get(data.path) ?? digestOf(data.path);
    digests.set(data.path, digest);
    const wanted = { rows, digest, distances: kind === 'drift' ? [] : [...distances] };
    return isMeasured(readProbeFile(queries.dataFolder, key, kind), wanted) ? [] : [{ key, data, wanted }];
  });
  const startedAtMs = performance.now();
  let measuredCount = 0;
  for (const [index, { key, data, wanted }] of plans.entries()) {
    const last = queries.listCheckpoints(key).at(-1)?.step;
    if (last === undefined) continue;
    const folder = mkdtempSync(join(tmpdir(), 'booster-lab-probe-'));
    try {
      const out = join(folder, 'probe.json');
      await runWorkerJob(
        {
          kind: 'job',
          job: {
            kind: 'probe',
            what: kind,
            stages: stagesFolder(queries.dataFolder),
            key,
            steps: [0, last],
            data: { ...data, digest: wanted.digest },
            rows,
            distances: [...distances],
            batchSize: 20,
            out,
          },
        },
        {
          signal: options.signal,
          ...(options.launchWorker ? { launchWorker: options.launchWorker } : {}),
          onEvent: (event) => {
            if (event.kind !== 'progressed') return;
            const fraction = (index + event.fraction) / plans.length;
            const elapsed = performance.now() - startedAtMs;
            options.onProgress?.({
              fraction,
              remainingMs: fraction > 0 ? (elapsed * (1 - fraction)) / fraction : null,
            });
          },
        },
      );
      const results = z.array(probeResultSchema).parse(JSON.parse(readFileSync(out, 'utf8')));
      writeProbeFile(queries.dataFolder, key, kind, { version: 1, ...wanted, measuredAtMs: Date.now(), results });
      measuredCount += 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return measuredCount;
}

function isMeasured(file: ProbeFile | undefined, wanted: Pick<ProbeFile, 'rows' | 'digest' | 'distances'>): boolean {
  if (!file) return false;
  const { rows, digest, distances } = file;
  return canonicalJson({ rows, digest, distances }) === canonicalJson(wanted);
}

/** The defender's harmful set, else the attacker's; for drift the alignment set. */
function findData({ run, experiment }: FoundRun, kind: ProbeKind) {
  const { alignment, attack } = run.settings;
  const data = kind === 'drift' ? alignment.data : (alignment.harmful ?? attack.harmful);
  if (!data)
    throw new AppError(
      'probe/no-data',
      `The run ${run.runId} names no harmful set, neither for its alignment nor for its attack, so that no harmful loss can be measured.`,
    );
  return { ...data, path: resolve(dirname(experiment.specPath), data.path) };
}
