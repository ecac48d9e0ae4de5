import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { readJsonFile } from '../../checkpoint/index.ts';
import type { ModelFamily, Projection } from '../config.ts';
import { sizeSchema, readActivation, readHeadSize } from '../config-json.ts';

const schema = z.looseObject({
  vocab_size: sizeSchema,
  n_embd: sizeSchema,
  n_layer: sizeSchema,
  n_head: sizeSchema,
  n_positions: sizeSchema,
  n_inner: sizeSchema.nullish(),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  activation_function: z.string().default('gelu_new'),
  scale_attn_weights: z.boolean().default(true),
  scale_attn_by_inverse_layer_idx: z.boolean().default(false),
  add_cross_attention: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(true),
});

/** GPT-2: queries, keys and values in one projection, weights stored [in, out], learned positions (transformers: modeling_gpt2.py). */
export const gpt2: ModelFamily = {
  name: 'gpt2',
  architectures: ['GPT2LMHeadModel'],
  parseConfig(file) {
    const json = readJsonFile(file, schema);
    if (json.scale_attn_by_inverse_layer_idx) {
      throw new AppError('model/unsupported', `${file}: scale_attn_by_inverse_layer_idx true is not supported.`);
    }
    if (json.add_cross_attention) {
      throw new AppError('model/unsupported', `${file}: add_cross_attention true is not supported.`);
    }
    return {
      family: 'gpt2',
      vocabSize: json.vocab_size,
      hiddenSize: json.n_embd,
      layerCount: json.n_layer,
      headCount: json.n_head,
      keyValueHeadCount: json.n_head,
      headSize: readHeadSize(file, { n_embd: json.n_embd, n_head: json.n_head }),
      feedForwardSize: json.n_inner ?? 4 * json.n_embd,
      maxPositions: json.n_positions,
      norm: { kind: 'layer', epsilon: json.layer_norm_epsilon },
      positions: { kind: 'learned', weight: 'transformer.wpe.weight', offset: 0 },
      activation: readActivation(file, 'activation_function', json.activation_function, [
        'gelu_new',
        'gelu_pytorch_tanh',
        'relu',
      ]),
      queryScalar: json.scale_attn_weights ? null : 1,
      attentionSoftCap: null,
      logitSoftCap: null,
      windows: [],
      embeddingScale: null,
      isTied: json.tie_word_embeddings,
      weights: {
        embedding: 'transformer.wte.weight',
        layers: 'transformer.h',
        finalNorm: 'transformer.ln_f',
        orientation: 'in-out',
        norms: { attention: 'ln_1', feedForward: 'ln_2' },
        projections: {
          queriesKeysValues: project('attn.c_attn'),
          attentionOutput: project('attn.c_proj'),
          up: project('mlp.c_fc'),
          down: project('mlp.c_proj'),
        },
      },
    };
  },
};

function project(path: string): Projection {
  return { path, hasBias: true };
}
