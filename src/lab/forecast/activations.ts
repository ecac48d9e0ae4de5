import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { getMethod } from '../../shared/methods/index.ts';
import type { TrainingStage } from './work.ts';

const count = z.number().positive();

/** The sizes that decide how much a pass holds, in the spelling of Llama-like families or of GPT-2. */
const sizesSchema = z.union([
  z
    .looseObject({
      hidden_size: count,
      num_hidden_layers: count,
      num_attention_heads: count,
      intermediate_size: count.optional(),
      ffn_dim: count.optional(),
    })
    .transform((config) => ({
      hidden: config.hidden_size,
      layers: config.num_hidden_layers,
      heads: config.num_attention_heads,
      feedForward: config.intermediate_size ?? config.ffn_dim ?? 4 * config.hidden_size,
    })),
  z.looseObject({ n_embd: count, n_layer: count, n_head: count, n_inner: count.nullish() }).transform((config) => ({
    hidden: config.n_embd,
    layers: config.n_layer,
    heads: config.n_head,
    feedForward: config.n_inner ?? 4 * config.n_embd,
  })),
]);

type Sizes = z.infer<typeof sizesSchema>;

/**
 * Bytes that the largest pass of a training stage keeps for its backward pass, every row as long as allowed; null where
 * config.json cannot be read. Factors by measurement, see docs/models.md.
 */
export function estimateActivations(stage: TrainingStage): number | null {
  const sizes = readSizes(stage.model.path);
  if (!sizes) return null;
  const { hidden, layers, heads, feedForward } = sizes;
  const perToken = 10 * hidden + 4 * feedForward + 3 * heads * stage.maxLength;
  return 4 * layers * perToken * largestBatch(stage) * stage.maxLength;
}

/** The passes of a large step run one after the other, so the largest batch decides. */
function largestBatch({ method, training }: TrainingStage): number {
  const extra = Object.values(getMethod(method.name).extraBatches?.(method) ?? {});
  return Math.max(training.batchSize, ...extra.filter((size) => typeof size === 'number'));
}

function readSizes(folder: string): Sizes | null {
  try {
    return sizesSchema.parse(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')));
  } catch {
    return null;
  }
}
