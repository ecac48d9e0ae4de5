import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { type ProbeKind, probeResultSchema, usualDistances } from '../../shared/spec/probe.ts';
import { stagesFolder } from '../folder/paths.ts';
import type { FoundRun } from '../report/find-runs.ts';
import type { LaunchWorker } from '../supervise/launch-worker.ts';
import type { BorrowSlot, SlotLoan } from '../supervise/slot-loans.ts';
import type { LabQueries } from '../types.ts';
import { runWorkerJob } from '../worker-job.ts';
import { digestOf } from './digest-of.ts';
import { type DataPart, findProbeData, findProbeSet, partOf } from './probe-data.ts';
import { type ProbeFile, readProbeFile, writeProbeFile } from './probe-files.ts';

export interface ProbeOptions {
  readonly kind: ProbeKind;
  /** At most so many rows of the data. */
  readonly rows?: number;
  readonly distances?: readonly number[];
  readonly signal: AbortSignal;
  readonly launchWorker?: LaunchWorker;
  /** Where a queue runs: a slot of it for each worker. */
  readonly borrowSlot?: BorrowSlot;
  /** Called while there is no free slot. */
  readonly onWait?: () => void;
  /** 0..1 over all runs. */
  readonly onProgress?: (reading: { readonly fraction: number; readonly remainingMs: number | null }) => void;
}

const usualRows = 200;

type ProbeQueries = Pick<LabQueries, 'dataFolder' | 'listCheckpoints' | 'listRunsOfStage' | 'listRuns'>;

/**
 * Measures the aligned and the attacked model of each run, on the run's own harmful set or alignment set; what was measured before in the same
 * way is not measured again. Returns how many attacks were measured now. @throws AppError probe/no-data, CancelledError, what the worker finds wrong.
 */
export async function runProbes(
  queries: ProbeQueries,
  runs: readonly FoundRun[],
  options: ProbeOptions,
): Promise<number> {
  const { kind, rows = usualRows, distances = usualDistances } = options;
  const attacks = new Map(runs.map((found) => [found.run.stages.attack, found]));
  const digests = new Map<string, string>();
  const plans = [...attacks].flatMap(([key, found]) => {
    // The models of an imported run may not be here.
    const last = queries.listCheckpoints(key).at(-1)?.step;
    if (last === undefined) return [];
    const data = findProbeData(found, kind);
    // Runs share their data; each file is read once.
    const digest = digests.get(data.path) ?? digestOf(data.path);
    digests.set(data.path, digest);
    const wanted: Wanted = {
      rows,
      digest,
      data: { name: basename(data.path), ...partOf(data) },
      distances: kind === 'drift' ? [] : [...distances],
    };
    const known = readProbeFile(queries.dataFolder, key, kind);
    return isMeasured(known, wanted, () => listPartsOf(queries, key, kind)) ? [] : [{ key, last, data, wanted }];
  });
  const startedAtMs = performance.now();
  let measuredCount = 0;
  for (const [index, { key, last, data, wanted }] of plans.entries()) {
    const folder = mkdtempSync(join(tmpdir(), 'booster-lab-probe-'));
    let loan: SlotLoan | undefined;
    try {
      loan = await options.borrowSlot?.(options.signal, options.onWait);
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
          environment: loan?.environment ?? {},
          // It has nothing to save.
          cancelDeadlineMs: 1000,
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
      loan?.giveBack();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return measuredCount;
}

type Wanted = Pick<ProbeFile, 'rows' | 'digest' | 'distances'> & { readonly data: NonNullable<ProbeFile['data']> };

/**
 * True where the same was measured before. A measurement that does not say which rows it is of counts only where every run of
 * that attack means the same ones.
 */
function isMeasured(file: ProbeFile | undefined, wanted: Wanted, listParts: () => readonly DataPart[]): boolean {
  if (!file) return false;
  const { rows, digest, distances } = file;
  const known = canonicalJson({ rows, digest, distances });
  if (known !== canonicalJson({ rows: wanted.rows, digest: wanted.digest, distances: wanted.distances })) return false;
  // The same content is the same data, whatever the file is called.
  const part = canonicalJson(withoutName(wanted.data));
  if (file.data) return canonicalJson(withoutName(file.data)) === part;
  return listParts().every((other) => canonicalJson(other) === part);
}

function withoutName({ name: _name, ...part }: Wanted['data']): DataPart {
  return part;
}

/** Which rows the runs of an attack mean, of whichever experiments. */
function listPartsOf(queries: ProbeQueries, key: string, kind: ProbeKind): DataPart[] {
  return queries.listRunsOfStage(key).flatMap(({ runId, experimentId }) => {
    const run = queries.listRuns(experimentId).find((one) => one.runId === runId);
    const data = run && findProbeSet({ run }, kind);
    return data ? [partOf(data)] : [];
  });
}
