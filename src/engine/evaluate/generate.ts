import type { GenerationShape } from '../models/generation-program.ts';
import type { Executor } from '../runtime/program.ts';

export interface GenerationRequest {
  readonly executor: Executor;
  readonly shape: GenerationShape;
  readonly eosIds: readonly number[];
  readonly padId: number;
  readonly prompts: readonly Int32Array[];
  /** At most so many new ids per prompt; default and limit: what the shape has room for. */
  readonly maxNewTokens?: number;
  /** Called between native calls, so that progress is shown and a cancel is heard; true stops. `soFar`: the answers of the batch at hand. */
  readonly onProgress?: (finishedPrompts: number, soFar: readonly (readonly number[])[]) => Promise<boolean> | boolean;
}

/**
 * Greedy continuations of prompts, in order, without the end token: at most `maxNewTokens` ids each.
 * Prompts are answered in batches of the compiled size; a batch ends when all its rows have ended. Null if stopped early.
 */
export async function generate(request: GenerationRequest): Promise<number[][] | null> {
  const { shape, prompts, onProgress } = request;
  const answers: number[][] = [];
  for (let start = 0; start < prompts.length; start += shape.batch) {
    if (start > 0 && onProgress && (await onProgress(start, []))) return null;
    const batch = await generateBatch(request, prompts.slice(start, start + shape.batch), start);
    if (!batch) return null;
    answers.push(...batch);
  }
  return answers;
}

/** The shape that answers prompts of these lengths: one static batch, prompts padded to a multiple of four. */
export function generationShape(options: {
  name: string;
  prompts: readonly Int32Array[];
  batchSize: number;
  maxNewTokens: number;
}): GenerationShape {
  const longest = options.prompts.reduce((length, prompt) => Math.max(length, prompt.length), 1);
  return {
    name: options.name,
    batch: Math.min(options.batchSize, Math.max(1, options.prompts.length)),
    promptLength: Math.ceil(longest / 4) * 4,
    maxNewTokens: options.maxNewTokens,
    chunk: Math.min(options.maxNewTokens, largestChunk),
  };
}

/** New tokens per native call: enough to make the call free, few enough to hear a cancel. */
const largestChunk = 32;

async function generateBatch(
  { executor, shape, eosIds, padId, onProgress, ...request }: GenerationRequest,
  batch: readonly Int32Array[],
  start: number,
): Promise<number[][] | null> {
  const maxNewTokens = Math.min(request.maxNewTokens ?? shape.maxNewTokens, shape.maxNewTokens);
  const finish = (list: readonly number[]): number[] => cutAtEnd(list.slice(0, maxNewTokens), eosIds);
  const ids = new Int32Array(shape.batch * shape.promptLength).fill(padId);
  // Rows that only fill the batch have one padding token and count as ended.
  const lengths = new Int32Array(shape.batch).fill(1);
  for (const [row, prompt] of batch.entries()) {
    ids.set(prompt, row * shape.promptLength);
    lengths[row] = prompt.length;
  }
  let token = executor.call(`${shape.name}.prefill`, { ids, lengths })['token'];
  let isFinished = Int32Array.from(token, (id, row) => (row >= batch.length || eosIds.includes(id) ? 1 : 0));
  const produced = batch.map((_, row) => [token[row]]);
  for (let count = 0; count < maxNewTokens - 1 && isFinished.includes(0); count += shape.chunk) {
    if (onProgress && (await onProgress(start + countEnded(isFinished, batch.length), produced.map(finish))))
      return null;
    const result = executor.call(`${shape.name}.decode`, {
      token,
      isFinished,
      lengths,
      produced: Int32Array.of(count),
    });
    for (const [row, list] of produced.entries())
      list.push(...result['tokens'].subarray(row * shape.chunk, (row + 1) * shape.chunk));
    token = result['token'];
    isFinished = Int32Array.from(result['isFinished']);
  }
  return produced.map(finish);
}

function countEnded(isFinished: Int32Array, rows: number): number {
  return isFinished.subarray(0, rows).reduce((sum, value) => sum + value, 0);
}

function cutAtEnd(ids: readonly number[], eosIds: readonly number[]): number[] {
  const end = ids.findIndex((id) => eosIds.includes(id));
  return end === -1 ? [...ids] : ids.slice(0, end);
}
