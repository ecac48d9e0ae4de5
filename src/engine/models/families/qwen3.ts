import { z } from 'zod';
import { readJsonFile } from '../../checkpoint/index.ts';
import type { ModelFamily } from '../config.ts';
import { sizeSchema, llamaLikeSchema, readLlamaLike } from '../config-json.ts';
import { qwenWindowSchema, readQwenWindows } from './qwen2.ts';

const schema = llamaLikeSchema.extend({
  ...qwenWindowSchema.shape,
  head_dim: sizeSchema.default(128),
  attention_bias: z.boolean().default(false),
});

/** Qwen3: as Llama, with a norm over each head of queries and keys (transformers: modeling_qwen3.py). */
export const qwen3: ModelFamily = {
  name: 'qwen3',
  architectures: ['Qwen3ForCausalLM'],
  parseConfig(file) {
    const json = readJsonFile(file, schema);
    return readLlamaLike(file, json, {
      name: 'qwen3',
      isTiedByDefault: false,
      biased: json.attention_bias ? ['q_proj', 'k_proj', 'v_proj', 'o_proj'] : [],
      windows: readQwenWindows(file, json),
      norms: {
        attention: 'input_layernorm',
        feedForward: 'post_attention_layernorm',
        queries: 'self_attn.q_norm',
        keys: 'self_attn.k_norm',
      },
    });
  },
};
