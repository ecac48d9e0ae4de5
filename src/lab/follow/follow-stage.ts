import { join } from 'node:path';
import type { z } from 'zod';
import { assertNever } from '../../shared/errors.ts';
import { type Sample, sampleSchema, type StageEvent, stageEventSchema } from '../../shared/events.ts';
import {
  type FollowedFile,
  forgetFollowed,
  getFollowState,
  type MetricsEvent,
  saveCheckpoint,
  saveFinished,
  saveFollowState,
  saveLog,
  saveMetrics,
  saveProgress,
  samplesPerStatement,
  saveSamples,
  saveScore,
  saveStarted,
  type WritableStore,
} from '../../store/index.ts';
import { readLines } from './read-lines.ts';

/** What was new in a stage's files. */
export interface FollowedStage {
  readonly events: readonly StageEvent[];
  readonly sampleCount: number;
}

/**
 * Reads what was added to a stage's event log and samples into the store; each batch of lines and the new offset are one
 * transaction, so that a crash neither loses nor doubles a line. A line that cannot be used becomes a warning in the log.
 */
export function followStage(store: WritableStore, folder: string, key: string): FollowedStage {
  // Points are stored once per batch and not event by event: a piece of a curve is written as a whole.
  const points: MetricsEvent[] = [];
  const flush = () => saveMetrics(store, key, points.splice(0));
  const events: StageEvent[] = [];
  followFile({
    store,
    folder,
    key,
    file: 'events.jsonl',
    schema: stageEventSchema,
    apply: (target, stageKey, event, line) => {
      events.push(event);
      if (event.kind === 'metrics') return void points.push(event);
      if (event.kind === 'started') flush();
      applyEvent(target, stageKey, event, line);
    },
    endBatch: flush,
  });
  // Answers are many: they are stored a few at a time, and none is kept.
  const answers: Sample[] = [];
  const sampleCount = followFile({
    store,
    folder,
    key,
    file: 'samples.jsonl',
    schema: sampleSchema,
    apply: (target, stageKey, sample) => {
      answers.push(sample);
      if (answers.length === samplesPerStatement) saveSamples(target, stageKey, answers.splice(0));
    },
    endBatch: () => saveSamples(store, key, answers.splice(0)),
  });
  return { events, sampleCount };
}

interface FollowOptions<Schema extends z.ZodType> {
  readonly store: WritableStore;
  readonly folder: string;
  readonly key: string;
  readonly file: FollowedFile;
  readonly schema: Schema;
  readonly apply: (store: WritableStore, key: string, value: z.infer<Schema>, line: number) => void;
  /** Called at the end of each batch, in its transaction. */
  readonly endBatch: () => void;
}

/** Returns how many lines could be used. */
function followFile<Schema extends z.ZodType>(options: FollowOptions<Schema>): number {
  const { store, folder, key, file } = options;
  const path = join(folder, file);
  let usedCount = 0;
  for (;;) {
    const state = getFollowState(store, key, file);
    const batch = readLines(path, state.byteOffset);
    if (!batch) return usedCount;
    if (batch.isReplaced) {
      store.transact(() => forgetFollowed(store, key));
      continue;
    }
    if (batch.lines.length === 0) return usedCount;
    store.transact(() => {
      for (const [index, text] of batch.lines.entries()) {
        const line = state.lineCount + index + 1;
        const problem = applyLine(options, { text, line });
        if (problem === null) {
          usedCount += 1;
        } else {
          saveLog(store, key, {
            file,
            line,
            atMs: null,
            level: 'warning',
            message: `${path}, line ${line}: skipped, ${problem}.`,
          });
        }
      }
      options.endBatch();
      saveFollowState(store, key, file, {
        byteOffset: batch.byteOffset,
        lineCount: state.lineCount + batch.lines.length,
      });
    });
    if (!batch.hasMore) return usedCount;
  }
}

/** Applies one line; says what is wrong with it if it cannot be used. */
function applyLine<Schema extends z.ZodType>(
  options: FollowOptions<Schema>,
  { text, line }: { text: string; line: number },
): string | null {
  const input = parseJson(text);
  if (input === undefined) return 'it is not JSON';
  const parsed = options.schema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'not valid'}`;
  }
  options.apply(options.store, options.key, parsed.data, line);
  return null;
}

function applyEvent(store: WritableStore, key: string, event: Exclude<StageEvent, MetricsEvent>, line: number): void {
  switch (event.kind) {
    case 'started':
      return saveStarted(store, key, event);
    case 'progressed':
      return saveProgress(store, key, event);
    case 'logged':
      return saveLog(store, key, {
        file: 'events.jsonl',
        line,
        atMs: event.atMs,
        level: event.level,
        message: event.message,
      });
    case 'checkpointed':
      return saveCheckpoint(store, key, event);
    case 'scored':
      return saveScore(store, key, event);
    case 'finished':
      return saveFinished(store, key, event);
    default:
      return assertNever(event);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
