import { type ClientContext, type ClientLink, type ClientOptions, ORPCError } from '@orpc/client';
import { AppError, CancelledError, type ErrorData } from '../../shared/errors.ts';
import { mapStreamErrors } from '../../shared/map-stream-errors.ts';

type Options = ClientOptions<ClientContext>;
export type RawLink = ClientLink<ClientContext>;

/** Calls that do more than read the store may take this long; everything else answers sooner or is given up. */
const slowCalls: ReadonlySet<string> = new Set([
  // The first plan over a large model reads all of its bytes.
  'experiments.plan',
  'experiments.submit',
  'experiments.runSample',
  'experiments.cancel',
  // Starts a worker, which loads the engine or reads whole files, beside workers that leave it little of the machine.
  'experiments.mix',
  'system.engine',
  'library.models',
  'library.inspectDataset',
  'library.importDataset',
  'library.inspectModel',
  'library.addModel',
  'reports.export',
  'interop.preview',
  'runs.purge',
]);
const timeoutMs = 30_000;
const slowTimeoutMs = 180_000;
const streams: ReadonlySet<string> = new Set(['system.notices', 'playground.chat']);

/**
 * A link over whatever link is open at the moment of a call. A call waits for a connection, ends with an AppError after a
 * time limit (a call into a closed port would hang for ever), and throws the errors of the lab as they were thrown there.
 */
export function createSafeLink(waitForLink: (signal: AbortSignal) => Promise<RawLink>): RawLink {
  return {
    async call(path, input, options) {
      const name = path.join('.');
      const limit = new AbortController();
      // A stream may go on for ever: only its beginning is limited.
      const timer = setTimeout(() => limit.abort(), slowCalls.has(name) ? slowTimeoutMs : timeoutMs);
      const signal = options.signal ? AbortSignal.any([options.signal, limit.signal]) : limit.signal;
      try {
        const link = await waitForLink(signal);
        const inner: Options = { ...options, signal: streams.has(name) && options.signal ? options.signal : signal };
        const output = await Promise.race([link.call(path, input, inner), rejectOn(limit.signal, name)]);
        return mapStreamErrors(output, reviveError);
      } catch (error) {
        throw limit.signal.aborted ? describeTimeout(name) : reviveError(error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** The error that the lab threw, as the class it was there. */
export function reviveError(error: unknown): unknown {
  if (!(error instanceof ORPCError)) return error;
  const data = readErrorData(error.data);
  if (data?.code === 'cancelled') return new CancelledError(data.message);
  if (data && data.code !== 'bug') return new AppError(data.code, data.message, { cause: error });
  return new AppError(
    'host/bug',
    `Something went wrong inside Booster Lab: ${error.message} It was written to the log; please report it.`,
    { cause: error },
  );
}

function readErrorData(data: unknown): ErrorData | null {
  if (typeof data !== 'object' || data === null || !('code' in data) || !('message' in data)) return null;
  const { code, message } = data;
  return typeof code === 'string' && typeof message === 'string' ? { code, message } : null;
}

function describeTimeout(name: string): AppError {
  return new AppError('host/timeout', `The lab did not answer "${name}" in time; try again, or look at the lab's log.`);
}

function rejectOn(signal: AbortSignal, name: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(describeTimeout(name)), { once: true });
  });
}
