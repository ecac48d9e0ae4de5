import { CancelledError } from '../../shared/errors.ts';
import type { ChatChunk } from '../../shared/contract/library.ts';
import type { ChatModelSpec } from '../../shared/spec/chat.ts';
import { type ChatEvent, type ChatWorker, type LaunchWorker, startChatWorker } from '../../lab/index.ts';

export interface ChatRequest {
  readonly modelId: string;
  readonly spec: ChatModelSpec;
  /** What the model is expected to take of the memory. */
  readonly memoryBytes: number;
  readonly prompt: string;
  readonly maxNewTokens: number;
  readonly signal: AbortSignal;
}

export interface ChatPoolOptions {
  readonly launchWorker: LaunchWorker;
  /** Memory that models may take together; one alone may take more. */
  readonly budgetBytes: number;
  /** How long a model stays ready without a question. */
  readonly idleMs: number;
  /** Ends every model. */
  readonly signal: AbortSignal;
}

interface Entry {
  readonly worker: ChatWorker;
  readonly memoryBytes: number;
  /** Who asks or waits for a turn. */
  users: number;
  /** Settled when the question before is done. */
  turn: Promise<void>;
  lastUsedMs: number;
  idleTimer: NodeJS.Timeout | null;
}

/** Keeps models ready between questions: as many as fit into the memory, each in a process of its own. */
export function createChatPool(options: ChatPoolOptions) {
  const entries = new Map<string, Entry>();
  let wakeWaiting: () => void = () => undefined;
  let freed = nextFreed();

  function nextFreed(): Promise<void> {
    return new Promise((resolve) => {
      wakeWaiting = resolve;
    });
  }

  /** The model's process; for a new one, others that nobody uses make room first. */
  async function acquire({ modelId, spec, memoryBytes, signal }: ChatRequest): Promise<Entry> {
    for (;;) {
      if (signal.aborted || options.signal.aborted) throw new CancelledError('The answer was stopped.');
      for (const [id, { worker }] of entries) if (!worker.isAlive()) entries.delete(id);
      const known = entries.get(modelId);
      if (known) return hold(known);
      const taken = [...entries.values()].reduce((sum, entry) => sum + entry.memoryBytes, 0);
      if (entries.size === 0 || taken + memoryBytes <= options.budgetBytes) {
        const worker = startChatWorker(spec, options.launchWorker);
        const entry = {
          worker,
          memoryBytes,
          users: 0,
          turn: Promise.resolve(),
          lastUsedMs: Date.now(),
          idleTimer: null,
        };
        entries.set(modelId, entry);
        return hold(entry);
      }
      const [idle] = [...entries]
        .filter(([, { users }]) => users === 0)
        .sort(([, left], [, right]) => left.lastUsedMs - right.lastUsedMs);
      if (idle) await end(...idle);
      else await Promise.race([freed, aborted(AbortSignal.any([signal, options.signal]))]);
    }
  }

  function hold(entry: Entry): Entry {
    entry.users += 1;
    if (entry.idleTimer) clearTimeout(entry.idleTimer);
    return entry;
  }

  function release(modelId: string, entry: Entry): void {
    entry.users -= 1;
    entry.lastUsedMs = Date.now();
    if (entry.users > 0) return;
    if (entries.get(modelId) === entry) {
      entry.idleTimer = setTimeout(() => void end(modelId, entry), options.idleMs);
      entry.idleTimer.unref();
    }
    wakeWaiting();
    freed = nextFreed();
  }

  async function end(modelId: string, entry: Entry): Promise<void> {
    // One that has died may have been replaced, and its successor be at work.
    if (entries.get(modelId) === entry) entries.delete(modelId);
    if (entry.idleTimer) clearTimeout(entry.idleTimer);
    await entry.worker.stop();
  }

  options.signal.addEventListener('abort', () => {
    for (const [modelId, entry] of entries) void end(modelId, entry);
  });

  return {
    /** Ids of the models that are ready. */
    listReady: (): readonly string[] => [...entries].filter(([, { worker }]) => worker.isAlive()).map(([id]) => id),
    /** The answer as it is written; stopped when the reader stops. @throws AppError of the worker, CancelledError. */
    async *ask(request: ChatRequest): AsyncGenerator<ChatChunk, void> {
      if (!entries.get(request.modelId)?.worker.isAlive()) yield { kind: 'loading', message: 'Starting the model' };
      const entry = await acquire(request);
      const { prompt, maxNewTokens } = request;
      const before = entry.turn;
      let done: () => void = () => undefined;
      entry.turn = new Promise((resolve) => {
        done = resolve;
      });
      try {
        await before;
        for await (const event of entry.worker.ask(
          { prompt, maxNewTokens },
          AbortSignal.any([request.signal, options.signal]),
        ))
          yield toChunk(event);
      } finally {
        done();
        release(request.modelId, entry);
      }
    },
  };
}

function toChunk(event: ChatEvent): ChatChunk {
  switch (event.kind) {
    case 'loading':
      return { kind: 'loading', message: 'Loading and compiling the model' };
    case 'text':
      return { kind: 'text', text: event.text, tokenCount: event.tokenCount };
    case 'answered':
      return { kind: 'done', text: event.text, tokenCount: event.tokenCount, elapsedMs: event.elapsedMs };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
