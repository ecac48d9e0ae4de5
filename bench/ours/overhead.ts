import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runStage } from '../../src/engine/stage.ts';
import { engineRevision, type StageFile, stageFileSchema } from '../../src/shared/spec/stage.ts';
import { openEventLog } from '../../src/worker/event-log.ts';
import type { JobOf, Overhead } from '../sides/job.ts';
import { startNativeClock } from './native-clock.ts';

/** A real Booster alignment in a folder of its own, with its events, resume points and kept model, as a worker runs it. */
export async function measureOverhead(job: JobOf<'overhead'>): Promise<Overhead> {
  const clock = startNativeClock();
  const folder = mkdtempSync(path.join(tmpdir(), 'booster-lab-bench-'));
  const log = openEventLog(path.join(folder, 'events.jsonl'));
  let lastEventAtMs = 0;
  const startedAtMs = performance.now();
  try {
    await runStage({
      folder,
      file: stageFile(job),
      signal: new AbortController().signal,
      emit(event) {
        log.append(event);
        lastEventAtMs = performance.now();
      },
    });
    return {
      stageMs: performance.now() - startedAtMs,
      loopMs: lastEventAtMs - clock.firstEndedAtMs,
      nativeMs: clock.laterMs,
      calls: clock.calls,
    };
  } finally {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function stageFile(job: JobOf<'overhead'>): StageFile {
  const dataset = (name: string): object => {
    const file = path.join(job.dataFolder, name);
    return { path: file, digest: createHash('sha256').update(readFileSync(file)).digest('hex') };
  };
  const noKey = '0'.repeat(64);
  return stageFileSchema.parse({
    version: 1,
    key: noKey,
    stage: {
      kind: 'align',
      engineRevision,
      seed: 0,
      model: { path: job.modelFolder, digest: noKey },
      template: 'plain',
      maxLength: 64,
      trainable: job.trainable,
      method: { name: 'booster' },
      data: dataset('alignment.jsonl'),
      harmful: dataset('harmful.jsonl'),
      training: { maxSteps: job.steps },
    },
  });
}
