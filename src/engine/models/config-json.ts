import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { DecoderConfig, RopeScaling } from './config.ts';

const count = z.int().min(1).max(10_000_000);

const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  factor: z.number().positive().optional(),
  low_freq_factor: z.number().positive().optional(),
  high_freq_factor: z.number().positive().optional(),
  original_max_position_embeddings: count.optional(),
});

/** Members of config.json that the Llama-like families share (transformers 4 and 5 spell the rotary part differently). */
export const llamaLikeSchema = z.looseObject({
  vocab_size: count,
  hidden_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.optional(),
  head_dim: count.nullish(),
  intermediate_size: count,
  rms_norm_eps: z.number().positive(),
  max_position_embeddings: count,
  rope_theta: z.number().positive().optional(),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
  tie_word_embeddings: z.boolean().optional(),
  hidden_act: z.string().default('silu'),
});

export type LlamaLikeJson = z.infer<typeof llamaLikeSchema>;

/** The shared part of a config; the family adds what is its own. `defaultTheta` is the family's default in transformers. */
export function readLlamaLike(
  file: string,
  json: LlamaLikeJson,
  family: { name: string; defaultTheta: number; isTiedByDefault: boolean },
): Omit<DecoderConfig, 'biased'> {
  const heads = json.num_attention_heads;
  const keyValueHeads = json.num_key_value_heads ?? heads;
  if (heads % keyValueHeads !== 0) {
    throw new AppError(
      'model/unsupported',
      `${file}: num_attention_heads (${heads}) must be a multiple of num_key_value_heads (${keyValueHeads}).`,
    );
  }
  if (!json.head_dim && json.hidden_size % heads !== 0) {
    throw new AppError(
      'model/unsupported',
      `${file}: hidden_size (${json.hidden_size}) must be a multiple of num_attention_heads (${heads}) when head_dim is absent.`,
    );
  }
  if (json.hidden_act !== 'silu') {
    throw new AppError('model/unsupported', `${file}: hidden_act "silu" is supported; found "${json.hidden_act}".`);
  }
  const headSize = json.head_dim ?? json.hidden_size / heads;
  if (headSize % 2 !== 0)
    throw new AppError(
      'model/unsupported',
      `${file}: the head size must be even for rotary positions; found ${headSize}.`,
    );
  const rope = json.rope_parameters ?? json.rope_scaling ?? {};
  return {
    family: family.name,
    vocabSize: json.vocab_size,
    hiddenSize: json.hidden_size,
    layerCount: json.num_hidden_layers,
    headCount: heads,
    keyValueHeadCount: keyValueHeads,
    headSize,
    feedForwardSize: json.intermediate_size,
    normEpsilon: json.rms_norm_eps,
    ropeTheta: rope.rope_theta ?? json.rope_theta ?? family.defaultTheta,
    ropeScaling: readRopeScaling(file, rope),
    maxPositions: json.max_position_embeddings,
    isTied: json.tie_word_embeddings ?? family.isTiedByDefault,
  };
}

function readRopeScaling(file: string, rope: z.infer<typeof ropeSchema>): RopeScaling {
  const kind = rope.rope_type ?? rope.type ?? 'default';
  if (kind === 'default') return { kind: 'none' };
  if (kind === 'linear' && rope.factor) return { kind: 'linear', factor: rope.factor };
  const { factor, low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: original } = rope;
  if (kind === 'llama3' && factor && low && high && original) {
    return {
      kind: 'llama3',
      factor,
      lowFrequencyFactor: low,
      highFrequencyFactor: high,
      originalMaxPositions: original,
    };
  }
  throw new AppError(
    'model/unsupported',
    `${file}: rotary scaling must be default, linear (factor) or llama3 (factor, low_freq_factor, high_freq_factor, original_max_position_embeddings); found "${kind}".`,
  );
}
