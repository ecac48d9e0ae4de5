import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

const messageSchema = z.object({
  id: z.number().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

/** Talks to a browser over the DevTools protocol. */
export interface BrowserPipe {
  /** Sends one command; resolves with its result. Rejects where the browser refuses it or goes away. */
  send(method: string, parameters?: Readonly<Record<string, unknown>>, sessionId?: string): Promise<unknown>;
  /** Rejects every open and every later command with this reason. */
  fail(reason: Error): void;
}

/** Speaks over the two pipes that a browser has when started with --remote-debugging-pipe: JSON messages that end in a zero byte. */
export function openBrowserPipe(output: Writable, input: Readable): BrowserPipe {
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (reason: Error) => void }>();
  let count = 0;
  let failure: Error | null = null;
  let parts: Buffer[] = [];

  function fail(reason: Error): void {
    failure ??= reason;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  }

  function receive(text: string): void {
    const { id, result, error } = messageSchema.parse(JSON.parse(text));
    const call = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || !call) return;
    waiting.delete(id);
    if (error) call.reject(new Error(error.message));
    else call.resolve(result);
  }

  input.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      parts = [];
      rest = rest.subarray(end + 1);
      try {
        receive(text);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
    if (rest.length > 0) parts.push(rest);
  });
  input.on('error', fail);
  output.on('error', fail);
  input.on('close', () => fail(new Error('the browser closed its pipe')));

  return {
    send(method, parameters = {}, sessionId) {
      if (failure) return Promise.reject(failure);
      const id = ++count;
      const message = JSON.stringify({ id, method, params: parameters, ...(sessionId ? { sessionId } : {}) });
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        output.write(`${message}\0`);
      });
    },
    fail,
  };
}
