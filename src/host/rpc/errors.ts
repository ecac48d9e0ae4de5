import { ORPCError } from '@orpc/server';
import { AppError, CancelledError, describeError, type ErrorData } from '../../shared/errors.ts';

/** The one code under which expected failures cross to the window; their own code is in `data`. */
const appErrorCode = 'APP_ERROR';

/**
 * Turns what a handler threw into what crosses to the window. A bug is reported here and reaches the window without its
 * stack: the window can do nothing with it, and a stack names folders of the machine.
 */
export function toRemoteError(error: unknown, reportBug: (error: unknown) => void): unknown {
  if (error instanceof AppError || error instanceof CancelledError) {
    const data: ErrorData = describeError(error);
    return new ORPCError(appErrorCode, { status: 400, message: data.message, data });
  }
  if (error instanceof ORPCError || isAbort(error)) return error;
  reportBug(error);
  const message = error instanceof Error ? error.message : String(error);
  return new ORPCError('INTERNAL_SERVER_ERROR', { message, data: { code: 'bug', message } satisfies ErrorData });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
