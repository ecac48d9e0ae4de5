import type { loraTargets } from './model.ts';

type LoraTarget = (typeof loraTargets)[number];

/** What LoRA can adapt in the models of a family. */
export interface LoraLayers {
  /** Names of the linear layers that its decoder layers have. */
  readonly layers: readonly LoraTarget[];
  /** Those that make queries, keys and values: what gets an adapter where nobody names layers. */
  readonly usual: readonly LoraTarget[];
}

const llamaLike: LoraLayers = {
  layers: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
  usual: ['q_proj', 'k_proj', 'v_proj'],
};

/** By what config.json calls the architecture; the engine's families have the same layers (a test compares). */
export const loraLayersByArchitecture: ReadonlyMap<string, LoraLayers> = new Map<string, LoraLayers>([
  ['LlamaForCausalLM', llamaLike],
  ['MistralForCausalLM', llamaLike],
  ['Qwen2ForCausalLM', llamaLike],
  ['Qwen3ForCausalLM', llamaLike],
  ['Gemma2ForCausalLM', llamaLike],
  [
    'OPTForCausalLM',
    {
      layers: ['q_proj', 'k_proj', 'v_proj', 'out_proj', 'fc1', 'fc2'],
      usual: ['q_proj', 'k_proj', 'v_proj'],
    },
  ],
  // One layer makes all three.
  ['GPT2LMHeadModel', { layers: ['c_attn', 'c_proj', 'c_fc'], usual: ['c_attn'] }],
]);

/** The usual targets of the family that has these layers; undefined where none has. */
export function findUsualTargets(layers: readonly string[]): readonly LoraTarget[] | undefined {
  return [...loraLayersByArchitecture.values()].find(
    (family) => family.layers.length === layers.length && family.layers.every((layer) => layers.includes(layer)),
  )?.usual;
}
