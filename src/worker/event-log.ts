import { closeSync, fstatSync, ftruncateSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { AppError } from '../shared/errors.ts';
import type { StageEvent } from '../shared/events.ts';

/** The append-only event log of a stage, open for one attempt. */
export interface EventLog {
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** Appends one event, whole or not at all. @throws AppError worker/cannot-write. */
  append(event: StageEvent): void;
  close(): void;
}

/** Opens or creates the log; what a crashed attempt left of a last line is cut off. @throws AppError worker/cannot-write. */
export function openEventLog(path: string): EventLog {
  const { attempt, wholeBytes } = guard(path, () => measure(path));
  const file = guard(path, () => openSync(path, 'a'));
  if (fstatSync(file).size > wholeBytes) guard(path, () => ftruncateSync(file, wholeBytes));
  return {
    attempt,
    append(event) {
      const before = fstatSync(file).size;
      const bytes = Buffer.from(`${JSON.stringify(event)}\n`);
      guard(path, () => {
        try {
          for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
        } catch (error) {
          ftruncateSync(file, before);
          throw error;
        }
        if (event.kind === 'finished') fsyncSync(file);
      });
    },
    close: () => closeSync(file),
  };
}

function measure(path: string): { attempt: number; wholeBytes: number } {
  const bytes = readIfThere(path);
  const wholeBytes = bytes.lastIndexOf(10) + 1;
  let startedCount = 0;
  for (const line of bytes.subarray(0, wholeBytes).toString('utf8').split('\n')) {
    if (line.startsWith('{"kind":"started"')) startedCount += 1;
  }
  return { attempt: startedCount + 1, wholeBytes };
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function guard<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      'worker/cannot-write',
      `The event log ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
}
