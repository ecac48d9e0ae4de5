import { readdir, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { HostContext } from '../context.ts';
import { createChatModelList, findModelFolder, resolveChatModel } from '../playground/chat-models.ts';
import { createChatPool } from '../playground/chat-pool.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

const idleMs = 5 * 60_000;
/** Models that are kept ready leave room for training. */
const memoryShare = 0.25;

export function implementPlayground(os: RouterBuilder, { lab, signal: hostSignal }: HostContext) {
  const pool = createChatPool({
    launchWorker: lab.launchWorker,
    budgetBytes: totalmem() * memoryShare,
    idleMs,
    signal: hostSignal,
  });
  const listChatModels = createChatModelList(lab);
  return {
    models: os.playground.models.handler(() => listChatModels()),
    chat: os.playground.chat.handler(async function* ({ input, signal }) {
      const spec = resolveChatModel(lab, input.modelId);
      const memoryBytes = await measureWeights(findModelFolder(lab, spec));
      yield* pool.ask({ ...input, spec, memoryBytes, signal: signal ?? hostSignal });
    }),
  };
}

/** Bytes of the weights in a folder; 0 where it cannot be read, which the worker then reports. */
async function measureWeights(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = names
    .filter((name) => name.endsWith('.safetensors'))
    .map((name) => stat(join(folder, name)).then(({ size }) => size));
  // Once as they are stored, once more for compiling and caches.
  return 2 * (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
