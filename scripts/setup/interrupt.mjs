/** @type {Set<() => void>} */
const undoSteps = new Set();

/**
 * Registers what must be undone when the process is interrupted (temporary folders, locks, child processes).
 * @param {() => void} undo must be synchronous
 * @returns {() => void} forgets the step again
 */
export function undoOnInterrupt(undo) {
  undoSteps.add(undo);
  return () => undoSteps.delete(undo);
}

/**
 * While `work` runs, Ctrl-C and a polite kill undo what is half done and then end the process.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withInterrupts(work) {
  const onInterrupt = () => stop(130);
  const onTerminate = () => stop(143);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  process.on('SIGHUP', onTerminate);
  try {
    return await work();
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
    process.off('SIGHUP', onTerminate);
  }
}

/** @param {number} exitCode */
function stop(exitCode) {
  for (const undo of [...undoSteps].reverse()) undo();
  process.stderr.write('\nSet-up interrupted; nothing half done was kept.\n');
  process.exit(exitCode);
}
