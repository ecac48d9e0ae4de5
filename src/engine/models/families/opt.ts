import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { readJsonFile } from '../../checkpoint/index.ts';
import type { ModelFamily, Projection } from '../config.ts';
import { sizeSchema, readActivation, readHeadSize } from '../config-json.ts';

const schema = z.looseObject({
  vocab_size: sizeSchema,
  hidden_size: sizeSchema,
  num_hidden_layers: sizeSchema,
  num_attention_heads: sizeSchema,
  ffn_dim: sizeSchema,
  max_position_embeddings: sizeSchema,
  word_embed_proj_dim: sizeSchema.nullish(),
  do_layer_norm_before: z.boolean().default(true),
  _remove_final_layer_norm: z.boolean().default(false),
  enable_bias: z.boolean().default(true),
  layer_norm_elementwise_affine: z.boolean().default(true),
  activation_function: z.string().default('relu'),
  tie_word_embeddings: z.boolean().default(true),
});

/** PyTorch's default, which the reference's norms have. */
const normEpsilon = 1e-5;

/** The reference's table of positions begins two rows before position 0. */
const positionOffset = 2;

/** OPT with norms before the parts of a layer, which is all sizes but 350M (transformers: modeling_opt.py). */
export const opt: ModelFamily = {
  name: 'opt',
  architectures: ['OPTForCausalLM'],
  parseConfig(file) {
    const json = readJsonFile(file, schema);
    checkVariant(file, json);
    const heads = json.num_attention_heads;
    const project = (path: string): Projection => ({ path, hasBias: json.enable_bias });
    return {
      family: 'opt',
      vocabSize: json.vocab_size,
      hiddenSize: json.hidden_size,
      layerCount: json.num_hidden_layers,
      headCount: heads,
      keyValueHeadCount: heads,
      headSize: readHeadSize(file, { hidden_size: json.hidden_size, num_attention_heads: heads }),
      feedForwardSize: json.ffn_dim,
      maxPositions: json.max_position_embeddings,
      norm: { kind: 'layer', epsilon: normEpsilon },
      positions: { kind: 'learned', weight: 'model.decoder.embed_positions.weight', offset: positionOffset },
      activation: readActivation(file, 'activation_function', json.activation_function, ['relu']),
      queryScalar: null,
      attentionSoftCap: null,
      logitSoftCap: null,
      windows: [],
      embeddingScale: null,
      isTied: json.tie_word_embeddings,
      weights: {
        embedding: 'model.decoder.embed_tokens.weight',
        layers: 'model.decoder.layers',
        finalNorm: 'model.decoder.final_layer_norm',
        orientation: 'out-in',
        norms: { attention: 'self_attn_layer_norm', feedForward: 'final_layer_norm' },
        projections: {
          queries: project('self_attn.q_proj'),
          keys: project('self_attn.k_proj'),
          values: project('self_attn.v_proj'),
          attentionOutput: project('self_attn.out_proj'),
          up: project('fc1'),
          down: project('fc2'),
        },
      },
    };
  },
};

function checkVariant(file: string, json: z.infer<typeof schema>): void {
  const refuse = (what: string): never => {
    throw new AppError('model/unsupported', `${file}: ${what} is not supported; choose another size of OPT.`);
  };
  if (!json.do_layer_norm_before) refuse('do_layer_norm_before false (norms after the parts of a layer)');
  if (json['_remove_final_layer_norm']) refuse('_remove_final_layer_norm true');
  if (!json.layer_norm_elementwise_affine) refuse('layer_norm_elementwise_affine false');
  const width = json.word_embed_proj_dim ?? json.hidden_size;
  if (width !== json.hidden_size) {
    refuse(`word_embed_proj_dim ${width} beside hidden_size ${json.hidden_size} (projected embeddings)`);
  }
}
