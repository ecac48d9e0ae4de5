import type { Details } from 'electron';
import { constants } from 'node:os';
import type { WorkerEnd } from '../lab/index.ts';

/** What the exit code and the system's reason mean in the terms of the lab. */
export function describeEnd(
  code: number | null,
  details: Pick<Details, 'reason' | 'exitCode'> | null,
  fatalError: string | null,
): WorkerEnd {
  const exitCode = code === 0 && details !== null && details.reason !== 'launch-failed' ? details.exitCode : code;
  const end: WorkerEnd = { code: exitCode, signal: null, spawnError: null, reason: null };
  if (details?.reason === 'launch-failed') {
    return { ...end, spawnError: `the system refused it with code ${details.exitCode}` };
  }
  if (details?.reason === 'oom' || (fatalError !== null && /memory|oom/i.test(fatalError)))
    return { ...end, reason: 'ran out of memory' };
  if (fatalError !== null) return { ...end, reason: `crashed in ${fatalError}` };
  if (details?.reason === 'memory-eviction') return { ...end, code: null, signal: 'SIGKILL' };
  if (process.platform === 'win32') {
    return details?.reason === 'killed' ? { ...end, code: null, signal: 'SIGKILL' } : end;
  }
  // After a signal the code is what the system's wait call says: the signal's number, with a bit for a core dump.
  const isSignalled =
    details === null ? exitCode === 9 || exitCode === 15 : ['killed', 'crashed'].includes(details.reason);
  const signal = isSignalled && exitCode !== null ? findSignal(exitCode & 0x7f) : null;
  return signal === null ? end : { ...end, code: null, signal };
}

function findSignal(number: number): NodeJS.Signals | null {
  const entry = Object.entries(constants.signals).find(([, value]) => value === number);
  return entry ? (entry[0] as NodeJS.Signals) : null; // the names of that table are the signals
}
