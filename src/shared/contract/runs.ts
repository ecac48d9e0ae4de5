import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Status } from '../events.ts';
import type { RunOrigin } from '../views/bundle.ts';
import type { RunStages } from '../views/lab.ts';

/** What a person notes about a run; kept beside the experiment's file, so that a rebuilt index has it too. */
export interface RunMarks {
  readonly tags: readonly string[];
  readonly notes: string;
  readonly isStarred: boolean;
  readonly isArchived: boolean;
  /** When it was put into the trash; null if it is not there. */
  readonly trashedAtMs: number | null;
}

export interface RunRowView extends RunMarks {
  readonly runId: string;
  readonly experimentId: string;
  readonly experimentName: string;
  /** When its experiment was submitted. */
  readonly createdAtMs: number;
  readonly arm: string;
  readonly status: Status;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** What its stages took together, without what the run waited between them; null before all are complete. Of a resumed stage the last attempt. */
  readonly workedMs: number | null;
  /** 0..1 over its stages. */
  readonly fraction: number;
  /** Checkpoints, logs and samples of its stages. */
  readonly sizeBytes: number;
  /** Of `sizeBytes`, what other runs share. */
  readonly sharedBytes: number;
  readonly stages: RunStages;
  /** Null for a run of this data folder's own. */
  readonly origin: RunOrigin | null;
}

/** A column in dictionary form: the value of row i is `distinct[indices[i]]`; null where the run lacks it. */
export interface RunColumn {
  /** Dotted path of a setting, or the name of a metric. */
  readonly path: string;
  readonly label: string;
  readonly symbol: string | null;
  readonly unit: string | null;
  readonly kind: 'setting' | 'score' | 'curve';
  readonly distinct: readonly unknown[];
  readonly indices: readonly number[];
}

export interface RunsTable {
  /** Newest experiment first. */
  readonly rows: readonly RunRowView[];
  /** Every setting; scores after the last attack step (percent); last values of curves. */
  readonly columns: readonly RunColumn[];
  /** Bytes of all stages of these runs, each counted once. */
  readonly totalBytes: number;
}

/** What deleting trashed runs for good would do. */
export interface PurgePlan {
  readonly freedBytes: number;
  /** Stages that stay, for runs that are not deleted need them too. */
  readonly keptStageCount: number;
  /** Those other runs, the first twenty. */
  readonly keptFor: readonly { readonly runId: string; readonly experimentName: string; readonly arm: string }[];
}

export const marksChangeSchema = z.strictObject({
  addTags: z.array(z.string().min(1).max(40)).optional(),
  removeTags: z.array(z.string()).optional(),
  notes: z.string().max(20_000).optional(),
  isStarred: z.boolean().optional(),
  isArchived: z.boolean().optional(),
  isTrashed: z.boolean().optional(),
});
export type MarksChange = z.infer<typeof marksChangeSchema>;

const runIds = z.array(z.string()).min(1).max(100_000);

export const runsContract = {
  table: oc.output(type<RunsTable>()),
  mark: oc.input(z.object({ runIds, change: marksChangeSchema })).output(type<void>()),
  planPurge: oc.input(z.object({ runIds })).output(type<PurgePlan>()),
  /** Deletes trashed runs for good, with the stage folders that no other run needs. Returns the bytes that this freed. */
  purge: oc.input(z.object({ runIds })).output(type<{ readonly freedBytes: number }>()),
};

/** A run that is not over, or could go on. */
export interface QueueItem {
  readonly runId: string;
  readonly experimentId: string;
  readonly experimentName: string;
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
  readonly status: Status;
  readonly isHeld: boolean;
  readonly stages: readonly QueueStage[];
  /** Expected time of what is left of it; null where nothing comparable was measured. */
  readonly remainingMs: number | null;
}

export interface QueueStage {
  readonly key: string;
  readonly kind: 'align' | 'attack' | 'evaluate';
  readonly status: Status;
  readonly fraction: number;
  /** Other runs that share it. */
  readonly sharedWith: number;
}

export interface QueueView {
  /** Nothing new is started while the queue is paused; what runs goes on. */
  readonly isPaused: boolean;
  readonly slots: number;
  /** In the order of execution. */
  readonly items: readonly QueueItem[];
  /** Expected time until the queue is empty. */
  readonly remainingMs: number | null;
}

export const queueContract = {
  get: oc.output(type<QueueView>()),
  /** Puts runs, in the given order, before another one; null is the end. */
  move: oc.input(z.object({ runIds, before: z.string().nullable() })).output(type<void>()),
  hold: oc.input(z.object({ runIds, isHeld: z.boolean() })).output(type<void>()),
  pause: oc.input(z.object({ isPaused: z.boolean() })).output(type<void>()),
};
