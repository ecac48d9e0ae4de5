import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Sample } from '../events.ts';
import type { Checkpoint, LogLine, MetricSeries, Score, StageView } from '../views/lab.ts';

export interface StageDetail {
  readonly stage: StageView;
  readonly runs: readonly { readonly runId: string; readonly experimentId: string; readonly arm: string }[];
  readonly checkpoints: readonly Checkpoint[];
  readonly scores: readonly Score[];
}

/** Curves of a stage, with what is needed to draw them over epochs, samples or time. */
export interface StageCurves {
  readonly key: string;
  readonly series: readonly MetricSeries[];
  /** Examples per optimizer step, and rows per epoch; null where the stage does not train. */
  readonly samplesPerStep: number | null;
  readonly rowsPerEpoch: number | null;
  /** When steps were written: `atMs[i]` for `steps[i]`, ascending; time between them is interpolated. */
  readonly times: { readonly steps: readonly number[]; readonly atMs: readonly number[] };
}

const key = z.string().min(4).max(64);

export const stagesContract = {
  get: oc.input(z.object({ key })).output(type<StageDetail>()),
  curves: oc
    .input(
      z.object({
        keys: z.array(key).min(1).max(2000),
        /** All when absent. */
        names: z.array(z.string()).optional(),
        maxPoints: z.int().min(4).max(100_000).optional(),
        /** Only points after this step: what a live chart adds to what it has. */
        afterStep: z.int().min(0).optional(),
      }),
    )
    .output(type<readonly StageCurves[]>()),
  logs: oc
    .input(z.object({ key, search: z.string().max(200).default(''), limit: z.int().min(1).max(10_000).default(2000) }))
    .output(type<{ readonly lines: readonly LogLine[]; readonly total: number }>()),
  samples: oc
    .input(
      z.object({
        key,
        set: z.enum(['safety', 'utility', 'benign']).optional(),
        step: z.int().optional(),
        limit: z.int().min(1).max(1000).default(50),
        offset: z.int().min(0).default(0),
      }),
    )
    .output(type<{ readonly samples: readonly Sample[]; readonly total: number }>()),
};
