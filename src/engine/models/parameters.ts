import type { DecoderConfig } from './config.ts';

/** A weight of a model under its name in Hugging Face checkpoints; linear weights are [out, in]. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

export const embeddingName = 'model.embed_tokens.weight';
export const outputName = 'lm_head.weight';

/** Path of a projection inside a layer, by its name: `q_proj` → `self_attn.q_proj`. */
export const projectionPaths = {
  q_proj: 'self_attn.q_proj',
  k_proj: 'self_attn.k_proj',
  v_proj: 'self_attn.v_proj',
  o_proj: 'self_attn.o_proj',
  gate_proj: 'mlp.gate_proj',
  up_proj: 'mlp.up_proj',
  down_proj: 'mlp.down_proj',
} as const;

export type Projection = keyof typeof projectionPaths;

/** Output and input size of a projection. */
export function projectionShape(config: DecoderConfig, projection: Projection): [number, number] {
  const { hiddenSize, feedForwardSize } = config;
  const queries = config.headCount * config.headSize;
  const keys = config.keyValueHeadCount * config.headSize;
  switch (projection) {
    case 'q_proj':
      return [queries, hiddenSize];
    case 'k_proj':
    case 'v_proj':
      return [keys, hiddenSize];
    case 'o_proj':
      return [hiddenSize, queries];
    case 'gate_proj':
    case 'up_proj':
      return [feedForwardSize, hiddenSize];
    case 'down_proj':
      return [hiddenSize, feedForwardSize];
  }
}

export function moduleName(layer: number, projection: Projection): string {
  return `model.layers.${layer}.${projectionPaths[projection]}`;
}

/** Every weight of a model, in the order of its layers. */
export function listParameters(config: DecoderConfig): Parameter[] {
  const layers = Array.from({ length: config.layerCount }, (_, layer) => layerParameters(config, layer)).flat();
  return [
    { name: embeddingName, shape: [config.vocabSize, config.hiddenSize] },
    ...layers,
    { name: 'model.norm.weight', shape: [config.hiddenSize] },
    ...(config.isTied ? [] : [{ name: outputName, shape: [config.vocabSize, config.hiddenSize] }]),
  ];
}

function layerParameters(config: DecoderConfig, layer: number): Parameter[] {
  const projections = (Object.keys(projectionPaths) as Projection[]).flatMap((projection) => {
    const shape = projectionShape(config, projection);
    const module = moduleName(layer, projection);
    const bias = config.biased.includes(projection) ? [{ name: `${module}.bias`, shape: [shape[0]] }] : [];
    return [{ name: `${module}.weight`, shape }, ...bias];
  });
  return [
    { name: `model.layers.${layer}.input_layernorm.weight`, shape: [config.hiddenSize] },
    { name: `model.layers.${layer}.post_attention_layernorm.weight`, shape: [config.hiddenSize] },
    ...projections,
  ];
}
