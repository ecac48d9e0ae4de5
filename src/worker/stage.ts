import { hostname } from 'node:os';
import { join } from 'node:path';
import { CancelledError, describeError, exitCodes } from '../shared/errors.ts';
import { runStage } from '../engine/stage.ts';
import { describeDevice, findResumeStep, readStageFile, readVersions } from './attempt.ts';
import { listenForStop } from './control.ts';
import { openEventLog } from './event-log.ts';

/** Runs the stage whose folder is the first argument; `node src/worker/stage.ts FOLDER`. */
async function main(): Promise<number> {
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write('Usage: node src/worker/stage.ts STAGE_FOLDER\n');
    return exitCodes.usage;
  }
  const control = listenForStop();
  const log = openEventLog(join(folder, 'events.jsonl'));
  const fail = (error: unknown): number => {
    log.append({ kind: 'finished', atMs: Date.now(), outcome: 'failed', error: describeError(error) });
    return exitCodes.failed;
  };
  process.on('uncaughtException', (error) => process.exit(fail(error)));
  const cancelled = (): number => {
    // Without a lab there was no cancel: the log stays open-ended, and the next lab calls the stage interrupted.
    if (control.cause() === 'cancel') log.append({ kind: 'finished', atMs: Date.now(), outcome: 'cancelled' });
    return exitCodes.cancelled;
  };
  log.append({
    kind: 'started',
    atMs: Date.now(),
    attempt: log.attempt,
    pid: process.pid,
    host: hostname(),
    device: describeDevice(),
    versions: readVersions(),
    resumedFromStep: findResumeStep(folder),
  });
  try {
    const file = readStageFile(folder);
    const outcome = await runStage({ folder, file, emit: (event) => log.append(event), signal: control.signal });
    if (outcome === 'cancelled') return cancelled();
    // maxRSS is in kilobytes; the lab forecasts the memory of stages like this one from it.
    const totals = { peakMemoryBytes: process.resourceUsage().maxRSS * 1024 };
    log.append({ kind: 'finished', atMs: Date.now(), outcome: 'completed', totals });
    return exitCodes.ok;
  } catch (error) {
    return error instanceof CancelledError ? cancelled() : fail(error);
  }
}

process.exit(await main());
