/** An expected failure of the set-up: its message is one sentence that says what, where and what to do. */
export class SetUpError extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'SetUpError';
  }
}

/**
 * The error code of a failed system call (`ENOENT`, `ENOSPC`), or undefined for any other error.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function systemErrorCode(error) {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}
