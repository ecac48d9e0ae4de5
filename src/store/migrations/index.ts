import { initial } from './0010-initial.ts';
import { runIsWanted } from './0020-run-is-wanted.ts';
import { marksAndQueue } from './0030-marks-and-queue.ts';
import { metricChunks } from './0040-metric-chunks.ts';
import { verdictIndex } from './0050-verdict-index.ts';
import { judgements } from './0060-judgements.ts';
import { runOrigin } from './0070-run-origin.ts';
import type { Migration } from './migration.ts';

export type { Migration } from './migration.ts';

/** Every migration, oldest first. */
export const migrations: readonly Migration[] = [
  initial,
  runIsWanted,
  marksAndQueue,
  metricChunks,
  verdictIndex,
  judgements,
  runOrigin,
];
