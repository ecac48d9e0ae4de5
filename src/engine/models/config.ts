/** Rotary position settings, as far as they change the frequencies. */
export type RopeScaling =
  | { readonly kind: 'none' }
  | { readonly kind: 'linear'; readonly factor: number }
  | {
      readonly kind: 'llama3';
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalMaxPositions: number;
    };

/** How a token's place enters the model. */
export type Positions =
  | { readonly kind: 'rotary'; readonly theta: number; readonly scaling: RopeScaling }
  /** A trained vector per place, added to the token's; the table's first `offset` rows belong to no place. */
  | { readonly kind: 'learned'; readonly weight: string; readonly offset: number };

/** `rms` multiplies with its weight plus `weightOffset`; `layer` takes the mean away and has a bias. */
export type Norm =
  | { readonly kind: 'rms'; readonly epsilon: number; readonly weightOffset: 0 | 1 }
  | { readonly kind: 'layer'; readonly epsilon: number };

/** `gelu-tanh` is the approximation that transformers calls gelu_new and gelu_pytorch_tanh. */
export type Activation = 'silu' | 'relu' | 'gelu-tanh';

/** What a linear layer inside a decoder layer is for. `queriesKeysValues` is the three in one; a gate makes the feed-forward part gated. */
export type ProjectionRole =
  | 'queries'
  | 'keys'
  | 'values'
  | 'queriesKeysValues'
  | 'attentionOutput'
  | 'gate'
  | 'up'
  | 'down';

export interface Projection {
  /** Inside a layer, such as `self_attn.q_proj`; its last part is the name by which LoRA targets it. */
  readonly path: string;
  readonly hasBias: boolean;
}

/** Which axis of a stored linear weight comes first: [out, in] as PyTorch's Linear, [in, out] as GPT-2's Conv1D. */
export type Orientation = 'out-in' | 'in-out';

/** Norms of a layer by their place: before the two parts, after them, and over the heads of queries and keys. */
export interface LayerNorms {
  readonly attention: string;
  readonly feedForward: string;
  readonly attentionOutput?: string;
  readonly feedForwardOutput?: string;
  readonly queries?: string;
  readonly keys?: string;
}

/** Names and layouts of a model's weights in Hugging Face checkpoints. */
export interface WeightLayout {
  readonly embedding: string;
  /** What the names of all layers begin with, before the layer's number. */
  readonly layers: string;
  readonly finalNorm: string;
  readonly orientation: Orientation;
  readonly projections: Readonly<Partial<Record<ProjectionRole, Projection>>>;
  readonly norms: LayerNorms;
}

/** The shape of a decoder-only transformer, with the differences between families as data. */
export interface DecoderConfig {
  readonly family: string;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly keyValueHeadCount: number;
  readonly headSize: number;
  readonly feedForwardSize: number;
  readonly maxPositions: number;
  readonly norm: Norm;
  readonly positions: Positions;
  readonly activation: Activation;
  /** Attention scores are divided by its root; null for the head size. */
  readonly queryScalar: number | null;
  /** Attention scores s become cap · tanh(s / cap). */
  readonly attentionSoftCap: number | null;
  /** The same for the logits. */
  readonly logitSoftCap: number | null;
  /** Per layer, of how many tokens, itself included, a token sees the last ones; null or absent for all. */
  readonly windows: readonly (number | null)[];
  /** Token embeddings are multiplied with it. */
  readonly embeddingScale: number | null;
  /** The output layer is the embedding matrix. */
  readonly isTied: boolean;
  readonly weights: WeightLayout;
}

/** One family of models: the architecture names it answers to, and how its config.json becomes a DecoderConfig. */
export interface ModelFamily {
  readonly name: string;
  readonly architectures: readonly string[];
  /** @throws AppError `model/unsupported` for variants that would compute something else than the reference. */
  parseConfig(file: string): DecoderConfig;
}
