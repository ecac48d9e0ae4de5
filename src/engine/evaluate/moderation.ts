import type { LocalJudge } from '../../shared/judging/judges.ts';
import { AppError } from '../../shared/errors.ts';
import { loadWeights } from '../models/load-weights.ts';
import { classifierLogits, classifierVariables, pooledPosition, readClassifierConfig } from '../models/classifier.ts';
import { compileCacheFolder } from '../runtime/compile-cache.ts';
import { createCompiledExecutor } from '../runtime/compiled-executor.ts';
import { tf } from '../runtime/tf.ts';
import { checkVariablesFit } from '../stages/context.ts';
import { checkTokenizerFits, loadTokenizer } from '../tokenizer/index.ts';

/** Changes whenever a score could change. */
export const moderationVersion = '1';

type Moderation = Extract<LocalJudge, { name: 'moderation' }>;

export interface Conversation {
  readonly prompt: string;
  readonly response: string;
}

/** A loaded moderation model. */
export interface Moderator {
  readonly categories: readonly string[];
  /** Token ids of a conversation, eos included, cut on the right. */
  encode(conversation: Conversation): Int32Array;
  /** Scores in 0..1 by category for at most a batch of encoded conversations, in order. */
  score(batch: readonly Int32Array[]): number[][];
  dispose(): void;
}

/** Batches are padded to a multiple of this: few compilations, little padding. */
const lengthStep = 64;

/**
 * Loads a classifier that reads conversations as beaver-dam does (paper.md 1.2). The answer follows "ASSISTANT:" at once and is
 * not escaped: the paper's scores are of the raw text. @throws AppError `model/...`, `tokenizer/...`.
 */
export function createModerator(judge: Moderation): Moderator {
  const config = readClassifierConfig(judge.model);
  const tokenizer = loadTokenizer(judge.model);
  checkTokenizerFits(tokenizer, config.decoder.vocabSize);
  if (judge.maxLength > config.decoder.maxPositions) {
    throw new AppError(
      'model/too-short',
      `${judge.model}: conversations of up to ${judge.maxLength} tokens were asked for, but the model has ${config.decoder.maxPositions} positions; lower the longest conversation.`,
    );
  }
  const lengths = listLengths(judge.maxLength);
  const variables = classifierVariables(config, judge.precision);
  checkVariablesFit({ weights: variables });
  const executor = createCompiledExecutor(
    {
      variables,
      functions: lengths.map((length) => ({
        name: `moderate${length}`,
        inputs: {
          ids: { shape: [judge.batchSize, length], dtype: 'int32' as const },
          positions: { shape: [judge.batchSize], dtype: 'int32' as const },
        },
        build: (scope, { ids, positions }) => ({ scores: tf.sigmoid(classifierLogits(config, scope, ids, positions)) }),
      })),
    },
    { compileCacheFolder: compileCacheFolder() },
  );
  loadWeights(executor, judge.model, variables);
  return {
    categories: config.categories,
    encode({ prompt, response }) {
      const text = `BEGINNING OF CONVERSATION: USER: ${prompt} ASSISTANT:${response}`;
      return Int32Array.from([...tokenizer.encode(text), tokenizer.eosId].slice(0, judge.maxLength));
    },
    score(batch) {
      const longest = Math.max(1, ...batch.map((ids) => ids.length));
      const length = lengths.find((candidate) => candidate >= longest) ?? judge.maxLength;
      const ids = new Int32Array(judge.batchSize * length).fill(config.padId ?? tokenizer.padId);
      // Rows that only fill the batch are read at their first position.
      const positions = Int32Array.from({ length: judge.batchSize }, (_, row) => row * length);
      for (const [row, own] of batch.entries()) {
        ids.set(own, row * length);
        positions[row] += pooledPosition(own, config.padId);
      }
      const { scores } = executor.call(`moderate${length}`, { ids, positions });
      const count = config.categories.length;
      return batch.map((_, row) => [...scores.subarray(row * count, (row + 1) * count)]);
    },
    dispose: () => executor.dispose(),
  };
}

function listLengths(maxLength: number): number[] {
  const count = Math.ceil(maxLength / lengthStep);
  return Array.from({ length: count }, (_, index) => Math.min((index + 1) * lengthStep, maxLength));
}
