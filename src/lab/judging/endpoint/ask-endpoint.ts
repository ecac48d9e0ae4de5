import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { EndpointJudge } from '../../../shared/judging/endpoint.ts';

/** A failure that another attempt may mend; `waitMs`: the service asked for so long a pause. */
export class EndpointTrouble extends Error {
  readonly waitMs: number | null;

  constructor(message: string, waitMs: number | null = null) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** The service will not take this one request, whatever is done. */
export class RefusedRequest extends Error {}

const replySchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
});

const largestReplyBytes = 1 << 20;
const longestWaitMs = 10 * 60_000;

export interface EndpointRequest {
  readonly judge: EndpointJudge;
  readonly text: string;
  /** Sent as a bearer token; never part of a message. */
  readonly token: string | null;
  readonly signal: AbortSignal;
}

/**
 * Asks the service once; the reply's text. Redirects are not followed, so that a token goes nowhere else.
 * @throws EndpointTrouble where another attempt may help, RefusedRequest, AppError judge/endpoint-refuses where none will.
 */
export async function askEndpoint({ judge, text, token, signal }: EndpointRequest): Promise<string> {
  const timeout = AbortSignal.timeout(judge.timeoutSeconds * 1000);
  const hide = (message: string) => (token ? message.replaceAll(token, '…') : message);
  try {
    const response = await fetch(addressOf(judge.baseUrl), {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({
        model: judge.model,
        messages: [{ role: 'user', content: text }],
        temperature: 0,
        max_tokens: judge.maxTokens,
        stream: false,
      }),
      signal: AbortSignal.any([signal, timeout]),
    });
    const body = await readBody(response);
    if (response.ok) return readReply(body);
    // Hidden before it is cut: what is left of a token that lies across the cut would not be found.
    throw describeStatus(judge, response, excerpt(hide(body)));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EndpointTrouble || error instanceof RefusedRequest || error instanceof AppError) throw error;
    if (timeout.aborted) throw new EndpointTrouble(`no reply within ${judge.timeoutSeconds} s`);
    throw new EndpointTrouble(hide(describeCause(error)));
  }
}

/** Where requests go: the base with /chat/completions before its query. */
export function addressOf(baseUrl: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url;
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > largestReplyBytes) throw new EndpointTrouble('the reply was larger than a megabyte');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readReply(body: string): string {
  const parsed = replySchema.safeParse(parseJson(body));
  if (!parsed.success) throw new EndpointTrouble('the reply was no chat completion');
  return parsed.data.choices[0]?.message.content ?? '';
}

function describeStatus(judge: EndpointJudge, response: Response, found: string): Error {
  const { status } = response;
  const said = found === '' ? '' : `: ${found}`;
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500)
    return new EndpointTrouble(`status ${status}${said}`, readRetryAfter(response.headers.get('retry-after')));
  if (status === 400 || status === 413 || status === 422) return new RefusedRequest(`status ${status}${said}`);
  const advice =
    status === 401 || status === 403
      ? 'check the token and what it may be used for'
      : status === 404
        ? 'check the address and the name of the model'
        : 'check the address';
  return new AppError(
    'judge/endpoint-refuses',
    `The judge at ${new URL(judge.baseUrl).host} refuses to be asked (status ${status}${said}); ${advice}, and start again.`,
  );
}

/** Retry-After in seconds or as a date; null where there is none that can be read. */
export function readRetryAfter(value: string | null, nowMs = Date.now()): number | null {
  if (value === null) return null;
  const waitMs = /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), longestWaitMs) : null;
}

function excerpt(body: string): string {
  const text = body.replace(/\s+/g, ' ').trim();
  return text.length > 160 ? `${text.slice(0, 160)}…` : text.replace(/\.$/, '');
}

/** fetch hides the reason in the cause. */
function describeCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
