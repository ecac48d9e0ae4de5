// A worker that trains nothing: it writes curves at a steady pace until it is asked to stop, as fast as the busiest real one.
import { hostname } from 'node:os';
import path from 'node:path';
import { openEventLog } from '../../src/worker/event-log.ts';
import { curveNames } from '../store/make-store.ts';

/** Points a second of each curve. */
export const pointsPerSecond = 50;
const batchesPerSecond = 4;
const totalSteps = 100_000;

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('Usage: node bench/window/steady-worker.ts STAGE_FOLDER');
const log = openEventLog(path.join(folder, 'events.jsonl'));
const startedAtMs = Date.now();
let step = 0;

log.append({
  kind: 'started',
  atMs: startedAtMs,
  attempt: log.attempt,
  pid: process.pid,
  host: hostname(),
  device: 'none',
  versions: {},
  resumedFromStep: 0,
});
process.on('message', stop);
process.on('disconnect', stop);
setInterval(writeBatch, 1000 / batchesPerSecond);

function writeBatch(): void {
  // By the clock, not by the count of timers: a busy machine must not slow the stream.
  const due = Math.floor(((Date.now() - startedAtMs) / 1000) * pointsPerSecond);
  const steps = Array.from({ length: due - step }, (_, index) => step + index + 1);
  if (steps.length === 0) return;
  step = due;
  const values = Object.fromEntries(
    curveNames.map((name, place) => [name, steps.map((each) => place + 1 / (1 + each / 500) + Math.sin(each) / 20)]),
  );
  log.append({ kind: 'metrics', atMs: Date.now(), steps, values });
  log.append({
    kind: 'progressed',
    atMs: Date.now(),
    phase: 'training',
    done: step,
    total: totalSteps,
    fraction: step / totalSteps,
    remainingMs: ((totalSteps - step) / pointsPerSecond) * 1000,
  });
}

function stop(): void {
  log.append({ kind: 'finished', atMs: Date.now(), outcome: 'cancelled' });
  process.exit(3);
}
