import { HubApiError, InvalidApiResponseFormatError } from '@huggingface/hub';
import { z } from 'zod';
import { AppError, CancelledError } from '../../shared/errors.ts';
import type { HubAccess } from './hub-access.ts';

/** An answer of the hub that is not the asked-for thing. */
export class HubResponseError extends Error {
  readonly status: number;
  /** Milliseconds that the hub asks to wait, where it does. */
  readonly retryAfterMs: number | null;

  constructor(response: Response) {
    super(`The hub answered ${response.status}.`);
    this.status = response.status;
    this.retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
  }
}

/** Seconds or a date, as HTTP has it; null for neither. */
function readRetryAfter(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - Date.now());
}

/** True for trouble that may be over in a moment: a lost connection, a busy or a failing server. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AppError || error instanceof CancelledError) return false;
  const status = findStatus(error);
  if (status !== null) return status === 408 || status === 429 || status >= 500;
  return isNetworkError(error);
}

/** What went wrong at a hub, as one sentence for people. What is no failure of the hub is given back as it is. */
export function describeHubError(error: unknown, access: HubAccess, what: string): unknown {
  if (error instanceof AppError || error instanceof CancelledError) return error;
  if (access.signal.aborted) return new CancelledError();
  const status = findStatus(error);
  const fail = (code: string, sentence: string) => new AppError(code, sentence, { cause: error });
  if (status === 401 || status === 403) {
    return access.token === undefined
      ? fail(
          'hub/needs-token',
          `${what} at ${access.url} asks who you are (${status}); accept its terms on its page, then give a token with read access.`,
        )
      : fail(
          'hub/refused',
          `${what} at ${access.url} is refused to your token (${status}); accept its terms on its page with the same account, or give a token with read access.`,
        );
  }
  if (status === 404)
    return fail(
      'hub/not-found',
      `${what} is not at ${access.url} (404); check the name${access.token === undefined ? ', or give a token if it is private' : ''}.`,
    );
  if (status === 429) return fail('hub/busy', `${access.url} asks to wait (429); try again in some minutes.`);
  if (status !== null) return fail('hub/failed', `${access.url} answered ${status} for ${what}; try again later.`);
  if (isNetworkError(error))
    return fail(
      'hub/unreachable',
      `${access.url} cannot be reached (${explain(error)}); check the connection, the proxy and the address.`,
    );
  if (isBadAnswer(error))
    return fail(
      'hub/bad-answer',
      `${access.url} answered something that is no answer of a model hub for ${what}; check the address.`,
    );
  return error;
}

/** The library walks over an answer without looking, so that an odd one ends in a TypeError. */
function isBadAnswer(error: unknown): boolean {
  return [InvalidApiResponseFormatError, z.ZodError, SyntaxError, TypeError].some((kind) => error instanceof kind);
}

function findStatus(error: unknown): number | null {
  if (error instanceof HubApiError) return error.statusCode;
  return error instanceof HubResponseError ? error.status : null;
}

function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // What undici throws where a connection cannot be made, is cut, or stays silent.
  return (
    error.name === 'TimeoutError' ||
    (error instanceof TypeError && /fetch failed|terminated|network/i.test(error.message))
  );
}

function explain(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return error instanceof Error ? error.message : String(error);
}
