import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, CancelledError } from '../shared/errors.ts';
import { type ChatModelSpec, type ChatReply, chatReplySchema, type ChatRequest } from '../shared/spec/chat.ts';
import type { LaunchWorker } from './supervise/launch-worker.ts';
import { WorkerProcess } from './supervise/worker-process.ts';
import { describeExit, reviveError } from './worker-job.ts';
import { chatWorkerPath } from './worker-paths.ts';

/** What comes while a question is answered; `answered` is the last. */
export type ChatEvent = Extract<ChatReply, { kind: 'loading' | 'text' | 'answered' }>;

/** A process that holds one model and answers questions, one at a time. */
export interface ChatWorker {
  /** False once the process has ended. */
  readonly isAlive: () => boolean;
  /**
   * Answers a question. Ends early, and stops the model, when the caller stops reading or the signal is aborted; of the
   * text so far a slow reader gets the latest only. @throws AppError with the worker's reason, CancelledError.
   */
  ask(question: { prompt: string; maxNewTokens: number }, signal: AbortSignal): AsyncGenerator<ChatEvent, void>;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

const stopDeadlineMs = 3000;

/** Starts a process for one model; the model is loaded by the first question. */
export function startChatWorker(spec: ChatModelSpec, launch: LaunchWorker): ChatWorker {
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-chat-'));
  try {
    return startIn(folder, spec, launch);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The process, with its files in a folder that is removed when it has ended. */
function startIn(folder: string, spec: ChatModelSpec, launch: LaunchWorker): ChatWorker {
  const modelFile = join(folder, 'model.json');
  writeFileSync(modelFile, JSON.stringify(spec));
  let isAlive = true;
  let lastId = 0;
  let listener: ((reply: ChatReply) => void) | null = null;
  const worker = new WorkerProcess({
    entry: chatWorkerPath,
    arguments: [modelFile],
    environment: {},
    logPath: join(folder, 'worker.log'),
    launch,
    onMessage: (message) => {
      const reply = chatReplySchema.safeParse(message);
      if (reply.success) listener?.(reply.data);
    },
  });
  const exited = worker.exited.then((exit) => {
    isAlive = false;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    return exit;
  });

  return {
    isAlive: () => isAlive,
    async *ask(question, signal) {
      const id = ++lastId;
      const send = (request: ChatRequest) => worker.send(request);
      const replies = createReplyBox(id);
      listener = (reply) => replies.put(reply);
      void exited.then((exit) =>
        replies.fail(
          new AppError(
            'chat/crashed',
            `The process of the model failed; ask again to start it anew: ${describeExit(exit)}`,
          ),
        ),
      );
      const abort = () => replies.fail(new CancelledError('The answer was stopped.'));
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      send({ kind: 'ask', id, ...question });
      try {
        for (;;) {
          const reply = await replies.take();
          if (reply.kind === 'failed') throw reviveError(reply.error);
          if (reply.kind === 'stopped') throw new CancelledError('The answer was stopped.');
          yield reply;
          if (reply.kind === 'answered') return;
        }
      } finally {
        signal.removeEventListener('abort', abort);
        // Heard between two calls of the model, or not at all by one that is done.
        send({ kind: 'stop', id });
      }
    },
    async stop() {
      await worker.stop(stopDeadlineMs);
      await exited;
    },
  };
}

/** Replies to one question between the process that sends them and who reads them. */
function createReplyBox(id: number) {
  let waiting: ChatReply[] = [];
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  return {
    put(reply: ChatReply): void {
      if (reply.id !== id) return;
      // Each text holds all that came before.
      waiting = [...waiting.filter(({ kind }) => kind !== 'text'), reply];
      wake?.();
    },
    fail(error: Error): void {
      failure ??= error;
      wake?.();
    },
    async take(): Promise<ChatReply> {
      for (;;) {
        const next = waiting.shift();
        if (next) return next;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
