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
  readonly normEpsilon: number;
  readonly ropeTheta: number;
  readonly ropeScaling: RopeScaling;
  readonly maxPositions: number;
  /** The output layer is the embedding matrix. */
  readonly isTied: boolean;
  /** Projections that have a bias, by their name in Hugging Face checkpoints. */
  readonly biased: readonly string[];
}

/** One family of models: the architecture names it answers to, and how its config.json becomes a DecoderConfig. */
export interface ModelFamily {
  readonly name: string;
  readonly architectures: readonly string[];
  /** @throws AppError `model/unsupported` for variants that would compute something else than the reference. */
  parseConfig(file: string): DecoderConfig;
}
