import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { readJsonFile } from '../../checkpoint/index.ts';
import type { ModelFamily } from '../config.ts';
import { llamaLikeSchema, readLlamaLike } from '../config-json.ts';

const schema = llamaLikeSchema.extend({
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
});

/** Llama 1–3 (transformers: modeling_llama.py). */
export const llama: ModelFamily = {
  name: 'llama',
  architectures: ['LlamaForCausalLM'],
  parseConfig(file) {
    const json = readJsonFile(file, schema);
    if (json.mlp_bias) throw new AppError('model/unsupported', `${file}: mlp_bias true is not supported.`);
    return readLlamaLike(file, json, {
      name: 'llama',
      isTiedByDefault: false,
      biased: json.attention_bias ? ['q_proj', 'k_proj', 'v_proj', 'o_proj'] : [],
    });
  },
};
