import { createORPCClient } from '@orpc/client';
import type { LabClient } from '../../shared/contract/index.ts';
import type { Notice } from '../../shared/contract/notices.ts';
import type { Hello } from '../../shared/contract/system.ts';
import { createSafeLink, type RawLink } from './link.ts';
import { openTransport, type Transport } from './transports.ts';

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly hello: Hello }
  /** Tries again by itself. */
  | { readonly kind: 'lost'; readonly sinceMs: number; readonly attempts: number };

const silenceLimitMs = 5000;
const openLimitMs = 4000;
const retryAfterMs = [250, 500, 1000, 2000] as const;

/** The window's one connection: opens it, keeps it open, says how it is, and hands out what the lab notices. */
export class Connection {
  readonly client: LabClient;
  #state: ConnectionState = { kind: 'connecting' };
  #transport: Transport | null = null;
  readonly #stateListeners = new Set<() => void>();
  readonly #noticeListeners = new Set<(notices: readonly Notice[]) => void>();
  readonly #reopenListeners = new Set<() => void>();
  #wake: (() => void) | null = null;
  #openCount = 0;

  constructor() {
    this.client = createORPCClient<LabClient>(createSafeLink((signal) => this.#waitForLink(signal)));
    void this.#run();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onNotices(listener: (notices: readonly Notice[]) => void): () => void {
    this.#noticeListeners.add(listener);
    return () => this.#noticeListeners.delete(listener);
  }

  /** Called after every connection but the first: whatever was read before may be out of date. */
  onReopen(listener: () => void): () => void {
    this.#reopenListeners.add(listener);
    return () => this.#reopenListeners.delete(listener);
  }

  /** Tries again at once instead of at the next turn. */
  retryNow(): void {
    this.#wake?.();
  }

  async #run(): Promise<void> {
    for (;;) {
      try {
        await this.#live();
      } catch {
        // Any end of the stream is a lost connection; the state says so.
      }
      this.#transport = null;
      const attempts = this.#state.kind === 'lost' ? this.#state.attempts + 1 : 1;
      const sinceMs = this.#state.kind === 'lost' ? this.#state.sinceMs : Date.now();
      this.#setState({ kind: 'lost', sinceMs, attempts });
      await this.#pause(retryAfterMs[Math.min(attempts, retryAfterMs.length) - 1] ?? 2000);
    }
  }

  /** One connection, from opening to its loss. */
  async #live(): Promise<void> {
    const opening = openTransport();
    let isWaiting = true;
    // One that opens when nobody waits for it any more would stay open for ever.
    opening.then((late) => (isWaiting ? undefined : late.close())).catch(() => undefined);
    const transport = await withLimit(opening, openLimitMs).finally(() => {
      isWaiting = false;
    });
    try {
      await this.#use(transport);
    } finally {
      transport.close();
    }
  }

  async #use(transport: Transport): Promise<void> {
    const ended = new AbortController();
    transport.onClose(() => ended.abort());
    const client = createORPCClient<LabClient>(createSafeLink(() => Promise.resolve(transport.link)));
    const hello = await withLimit(client.system.hello(), openLimitMs);
    this.#transport = transport;
    this.#setState({ kind: 'open', hello });
    this.#openCount += 1;
    if (this.#openCount > 1) for (const listener of this.#reopenListeners) listener();
    const stream = await withLimit(client.system.notices(undefined, { signal: ended.signal }), openLimitMs);
    const batches = stream[Symbol.asyncIterator]();
    for (;;) {
      const next = await withLimit(batches.next(), silenceLimitMs);
      if (next.done) return;
      if (next.value.length > 0) for (const listener of this.#noticeListeners) listener(next.value);
    }
  }

  async #waitForLink(signal: AbortSignal): Promise<RawLink> {
    for (;;) {
      if (this.#transport) return this.#transport.link;
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        const stop = this.onState(() => {
          stop();
          resolve();
        });
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function withLimit<Value>(promise: Promise<Value>, ms: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The lab does not answer.')), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
