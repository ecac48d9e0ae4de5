import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelSizes } from '../../shared/memory/parts.ts';

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
      num_key_value_heads: count.nullish(),
      head_dim: count.nullish(),
      vocab_size: count,
    })
    .transform((config) => ({
      hidden: config.hidden_size,
      layers: config.num_hidden_layers,
      heads: config.num_attention_heads,
      keyValueHeads: config.num_key_value_heads ?? config.num_attention_heads,
      headSize: config.head_dim ?? config.hidden_size / config.num_attention_heads,
      vocabulary: config.vocab_size,
      feedForward: config.intermediate_size ?? config.ffn_dim ?? 4 * config.hidden_size,
    })),
  z
    .looseObject({ n_embd: count, n_layer: count, n_head: count, n_inner: count.nullish(), vocab_size: count })
    .transform((config) => ({
      hidden: config.n_embd,
      layers: config.n_layer,
      heads: config.n_head,
      keyValueHeads: config.n_head,
      headSize: config.n_embd / config.n_head,
      vocabulary: config.vocab_size,
      feedForward: config.n_inner ?? 4 * config.n_embd,
    })),
]);

/** The sizes of the model in a folder; null where its config.json cannot be read. */
export function readModelSizes(folder: string): ModelSizes | null {
  try {
    return sizesSchema.parse(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')));
  } catch {
    return null;
  }
}
