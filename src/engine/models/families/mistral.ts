import { readJsonFile } from '../../checkpoint/index.ts';
import type { ModelFamily } from '../config.ts';
import { sizeSchema, llamaLikeSchema, readLlamaLike } from '../config-json.ts';

const schema = llamaLikeSchema.extend({
  num_key_value_heads: sizeSchema,
  sliding_window: sizeSchema.nullable().default(4096),
});

/** Mistral: as Llama, with a sliding window in every layer (transformers: modeling_mistral.py). */
export const mistral: ModelFamily = {
  name: 'mistral',
  architectures: ['MistralForCausalLM'],
  parseConfig(file) {
    const json = readJsonFile(file, schema);
    return readLlamaLike(file, json, {
      name: 'mistral',
      isTiedByDefault: false,
      windows: Array.from({ length: json.num_hidden_layers }, () => json.sliding_window),
    });
  },
};
