import { readFileSync } from 'node:fs';
import { type Chat, openChat } from '../engine/chat.ts';
import { describeError, exitCodes } from '../shared/errors.ts';
import { type ChatReply, chatModelSchema, type ChatRequest, chatRequestSchema } from '../shared/spec/chat.ts';
import { listenForStop } from './control.ts';
import { findParent } from './parent.ts';

/** How often the answer so far is told. */
const tellEveryMs = 100;

const path = process.argv[2];
const parent = findParent();
if (path === undefined || !parent) {
  process.stderr.write('Usage: node src/worker/chat.ts MODEL_FILE, started with a channel for messages\n');
  process.exit(exitCodes.usage);
}
const control = listenForStop();
const end = () => process.exit(exitCodes.ok);
control.signal.addEventListener('abort', end);
if (control.signal.aborted) end();

const spec = chatModelSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
const tell = (reply: ChatReply) => parent.send(reply);
const stops = new Map<number, AbortController>();
let chat: Chat | null = null;
/** Two questions at a time would write into the same cache. */
let turn: Promise<void> = Promise.resolve();

parent.onMessage((message) => {
  const request = chatRequestSchema.safeParse(message);
  if (!request.success) return;
  const { data } = request;
  if (data.kind === 'stop') return stops.get(data.id)?.abort();
  stops.set(data.id, new AbortController());
  turn = turn.then(() => answer(data));
});

/** Answers one question; whatever goes wrong is told, and the next one may be asked. */
async function answer({ id, prompt, maxNewTokens }: Extract<ChatRequest, { kind: 'ask' }>): Promise<void> {
  const signal = stops.get(id)?.signal ?? AbortSignal.abort();
  let firstMs: number | null = null;
  let toldMs = -tellEveryMs;
  try {
    if (signal.aborted) return await tell({ kind: 'stopped', id });
    chat ??= openChat(spec);
    const result = await chat.ask({
      prompt,
      maxNewTokens,
      signal,
      onLoading: () => tell({ kind: 'loading', id }),
      onText(text, tokenCount) {
        const nowMs = performance.now();
        firstMs ??= nowMs;
        if (nowMs - toldMs < tellEveryMs) return;
        toldMs = nowMs;
        void tell({ kind: 'text', id, text, tokenCount });
      },
    });
    const elapsedMs = firstMs === null ? 0 : performance.now() - firstMs;
    if (result) await tell({ kind: 'answered', id, ...result, elapsedMs });
    else await tell({ kind: 'stopped', id });
  } catch (error) {
    await tell({ kind: 'failed', id, error: describeError(error) });
  } finally {
    stops.delete(id);
  }
}
