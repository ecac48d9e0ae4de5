import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Activation, DecoderConfig, LayerNorms, Projection, RopeScaling } from './config.ts';

/** A size in a configuration. */
export const sizeSchema = z.int().min(1).max(10_000_000);

const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  factor: z.number().positive().optional(),
  low_freq_factor: z.number().positive().optional(),
  high_freq_factor: z.number().positive().optional(),
  original_max_position_embeddings: sizeSchema.optional(),
});

/** Of rotary positions, in every supported family. */
const defaultTheta = 10_000;

/** Members of config.json that the Llama-like families share (transformers 4 and 5 spell the rotary part differently). */
export const llamaLikeSchema = z.looseObject({
  vocab_size: sizeSchema,
  hidden_size: sizeSchema,
  num_hidden_layers: sizeSchema,
  num_attention_heads: sizeSchema,
  num_key_value_heads: sizeSchema.optional(),
  head_dim: sizeSchema.nullish(),
  intermediate_size: sizeSchema,
  rms_norm_eps: z.number().positive(),
  max_position_embeddings: sizeSchema,
  rope_theta: z.number().positive().optional(),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
  tie_word_embeddings: z.boolean().optional(),
  hidden_act: z.string().default('silu'),
});

export type LlamaLikeJson = z.infer<typeof llamaLikeSchema>;

/** What a family of Llama's build adds to the members that all of them share. */
export interface LlamaLikeFamily {
  readonly name: string;
  /** The family's defaults in transformers. */
  readonly isTiedByDefault: boolean;
  /** Projections that have a bias, by the last part of their names. */
  readonly biased?: readonly string[];
  readonly windows?: readonly (number | null)[];
  readonly norms?: LayerNorms;
  readonly activation?: Activation;
}

const llamaNorms: LayerNorms = { attention: 'input_layernorm', feedForward: 'post_attention_layernorm' };

/** The configuration of a family of Llama's build: RMS norms, rotary positions, gated feed-forward parts, Llama's names. */
export function readLlamaLike(file: string, json: LlamaLikeJson, family: LlamaLikeFamily): DecoderConfig {
  const heads = json.num_attention_heads;
  const keyValueHeads = json.num_key_value_heads ?? heads;
  if (heads % keyValueHeads !== 0) {
    throw new AppError(
      'model/unsupported',
      `${file}: num_attention_heads (${heads}) must be a multiple of num_key_value_heads (${keyValueHeads}).`,
    );
  }
  const headSize = json.head_dim ?? readHeadSize(file, { hidden_size: json.hidden_size, num_attention_heads: heads });
  if (headSize % 2 !== 0)
    throw new AppError(
      'model/unsupported',
      `${file}: the head size must be even for rotary positions; found ${headSize}.`,
    );
  const rope = json.rope_parameters ?? json.rope_scaling ?? {};
  const theta = rope.rope_theta ?? json.rope_theta ?? defaultTheta;
  const project = (name: string, part: 'self_attn' | 'mlp'): Projection => ({
    path: `${part}.${name}`,
    hasBias: family.biased?.includes(name) ?? false,
  });
  return {
    family: family.name,
    vocabSize: json.vocab_size,
    hiddenSize: json.hidden_size,
    layerCount: json.num_hidden_layers,
    headCount: heads,
    keyValueHeadCount: keyValueHeads,
    headSize,
    feedForwardSize: json.intermediate_size,
    maxPositions: json.max_position_embeddings,
    norm: { kind: 'rms', epsilon: json.rms_norm_eps, weightOffset: 0 },
    positions: { kind: 'rotary', theta, scaling: readRopeScaling(file, rope) },
    activation: family.activation ?? readActivation(file, 'hidden_act', json.hidden_act, ['silu']),
    queryScalar: null,
    attentionSoftCap: null,
    logitSoftCap: null,
    windows: family.windows ?? [],
    embeddingScale: null,
    isTied: json.tie_word_embeddings ?? family.isTiedByDefault,
    weights: {
      embedding: 'model.embed_tokens.weight',
      layers: 'model.layers',
      finalNorm: 'model.norm',
      orientation: 'out-in',
      norms: family.norms ?? llamaNorms,
      projections: {
        queries: project('q_proj', 'self_attn'),
        keys: project('k_proj', 'self_attn'),
        values: project('v_proj', 'self_attn'),
        attentionOutput: project('o_proj', 'self_attn'),
        gate: project('gate_proj', 'mlp'),
        up: project('up_proj', 'mlp'),
        down: project('down_proj', 'mlp'),
      },
    },
  };
}

/** Size of a head where the heads share the hidden size; the keys are the names that the file uses. */
export function readHeadSize(file: string, sizes: Readonly<Record<string, number>>): number {
  const [[hiddenKey, hidden], [headsKey, heads]] = Object.entries(sizes);
  if (hidden % heads === 0) return hidden / heads;
  throw new AppError(
    'model/unsupported',
    `${file}: ${hiddenKey} (${hidden}) must be a multiple of ${headsKey} (${heads}) when head_dim is absent.`,
  );
}

/** Names of activations in transformers. */
const activations: Readonly<Record<string, Activation>> = {
  silu: 'silu',
  relu: 'relu',
  gelu_new: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
};

/** @throws AppError `model/unsupported` for one that is not among the family's. */
export function readActivation(file: string, key: string, found: string, known: readonly string[]): Activation {
  const activation = known.includes(found) ? activations[found] : undefined;
  if (activation) return activation;
  const expected = known.map((name) => `"${name}"`).join(' or ');
  throw new AppError('model/unsupported', `${file}: ${key} ${expected} is supported; found "${found}".`);
}

/**
 * Windows of layers, of which some see the last `window` tokens alone: those that `layer_types` calls sliding_attention, or, where it is
 * absent, those that the family slides.
 * @throws AppError `model/unsupported` for other kinds of layers and for sliding ones without a window.
 */
export function readWindows(
  file: string,
  json: { num_hidden_layers: number; layer_types?: readonly string[] | null | undefined },
  window: number | null,
  slides: (layer: number) => boolean,
): (number | null)[] {
  const count = json.num_hidden_layers;
  const types =
    json.layer_types ?? Array.from({ length: count }, (_, layer) => (slides(layer) ? sliding : 'full_attention'));
  if (types.length !== count) {
    throw new AppError(
      'model/unsupported',
      `${file}: layer_types must name ${count} layers (num_hidden_layers); it names ${types.length}.`,
    );
  }
  return types.map((type) => {
    if (type === 'full_attention') return null;
    if (type === sliding && window !== null) return window;
    throw new AppError(
      'model/unsupported',
      type === sliding
        ? `${file}: layer_types has sliding_attention, but the configuration gives no window (sliding_window).`
        : `${file}: layer_types may hold full_attention and sliding_attention; found "${type}".`,
    );
  });
}

const sliding = 'sliding_attention';

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
