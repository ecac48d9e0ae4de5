import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { readJsonFile } from '../../checkpoint/index.ts';
import type { ModelFamily } from '../config.ts';
import { sizeSchema, llamaLikeSchema, readActivation, readLlamaLike, readWindows } from '../config-json.ts';

const schema = llamaLikeSchema.extend({
  num_key_value_heads: sizeSchema,
  head_dim: sizeSchema.default(256),
  hidden_activation: z.string().default('gelu_pytorch_tanh'),
  attention_bias: z.boolean().default(false),
  query_pre_attn_scalar: z.number().positive().default(256),
  sliding_window: sizeSchema.nullable().default(4096),
  layer_types: z.array(z.string()).nullish(),
  attn_logit_softcapping: z.number().positive().nullable().default(50),
  final_logit_softcapping: z.number().positive().nullable().default(30),
  use_bidirectional_attention: z.boolean().nullish(),
});

/**
 * Gemma 2: scaled and tied embeddings, norms before and after both parts of a layer that multiply with 1 + weight, soft-capped scores and
 * logits, every other layer with a window, a GELU gate (transformers: modeling_gemma2.py).
 */
export const gemma2: ModelFamily = {
  name: 'gemma2',
  architectures: ['Gemma2ForCausalLM'],
  parseConfig(file) {
    const json = readJsonFile(file, schema);
    if (json.use_bidirectional_attention) {
      throw new AppError('model/unsupported', `${file}: use_bidirectional_attention true is not supported.`);
    }
    const shared = readLlamaLike(file, json, {
      name: 'gemma2',
      isTiedByDefault: true,
      biased: json.attention_bias ? ['q_proj', 'k_proj', 'v_proj', 'o_proj'] : [],
      windows: readWindows(file, json, json.sliding_window, (layer) => layer % 2 === 0),
      activation: readActivation(file, 'hidden_activation', json.hidden_activation, ['gelu_pytorch_tanh']),
      norms: {
        attention: 'input_layernorm',
        feedForward: 'pre_feedforward_layernorm',
        attentionOutput: 'post_attention_layernorm',
        feedForwardOutput: 'post_feedforward_layernorm',
      },
    });
    return {
      ...shared,
      norm: { kind: 'rms', epsilon: json.rms_norm_eps, weightOffset: 1 },
      queryScalar: json.query_pre_attn_scalar,
      attentionSoftCap: json.attn_logit_softcapping,
      logitSoftCap: json.final_logit_softcapping,
      embeddingScale: Math.sqrt(json.hidden_size),
    };
  },
};
