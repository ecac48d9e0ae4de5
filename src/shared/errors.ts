/** Exit codes of the command line and of workers, one meaning each. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, cancelled: 3 } as const;

/**
 * An expected failure: something outside the program is not as it must be.
 * `code` is stable (`area/what`); `message` is one plain sentence: what, where, expected, found, what to do.
 * A bug is never an AppError: it throws an ordinary Error and is reported as one.
 */
export class AppError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}

/** A stop the user asked for; never logged as an error. */
export class CancelledError extends Error {
  constructor(message = 'Cancelled.') {
    super(message);
    this.name = 'CancelledError';
  }
}

/** An error as plain data, so that it can cross a process border and still be told apart there. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
}

/** Turns anything thrown into plain data; bugs get the code `bug` and keep their stack. */
export function describeError(error: unknown): ErrorData {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  if (error instanceof CancelledError) return { code: 'cancelled', message: error.message };
  if (error instanceof Error) {
    return { code: 'bug', message: error.message, ...(error.stack ? { stack: error.stack } : {}) };
  }
  return { code: 'bug', message: String(error) };
}

/** The `default` branch of a switch over a union: a missing case fails at compile time. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
