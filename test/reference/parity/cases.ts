import type { Trainable } from '../../../src/shared/settings/model.ts';

export type LoraTrainable = Extract<Trainable, { kind: 'lora' }>;

/** A random model that the fixtures do not contain, and the adapter that is trained on it. */
export interface ParityCase {
  readonly name: string;
  readonly family: 'llama' | 'mistral' | 'qwen2' | 'qwen3' | 'gemma2' | 'opt' | 'gpt2';
  readonly seed: number;
  /** Further arguments of `parity.py make`. */
  readonly shape: readonly string[];
  readonly lora: LoraTrainable;
}

export const cases: readonly ParityCase[] = [
  {
    name: 'llama-gqa-tied',
    family: 'llama',
    seed: 1077,
    shape: shape('hidden 48 layers 3 heads 6 kv 3 vocab 160 intermediate 80', '--tied'),
    lora: lora(6, 12, ['q_proj', 'k_proj', 'v_proj']),
  },
  {
    name: 'llama3-rope-bf16-shards',
    family: 'llama',
    seed: 2077,
    shape: shape(
      'hidden 40 layers 2 heads 5 kv 1 vocab 190 intermediate 104 rope llama3 rope-theta 500000 dtype bfloat16 shard 20KB',
      '--old-names',
      '--bos',
    ),
    lora: lora(5, 10, ['q_proj', 'v_proj', 'o_proj', 'down_proj']),
  },
  {
    name: 'qwen2-biases',
    family: 'qwen2',
    seed: 3077,
    shape: shape('hidden 56 layers 4 heads 4 kv 2 vocab 175 intermediate 120'),
    lora: lora(3, 4, ['q_proj', 'k_proj', 'v_proj', 'gate_proj', 'up_proj']),
  },
  // Windows are shorter than the texts.
  {
    name: 'mistral-window',
    family: 'mistral',
    seed: 4077,
    shape: shape('hidden 48 layers 3 heads 6 kv 2 vocab 180 intermediate 88 window 7', '--bos'),
    lora: lora(4, 8, ['q_proj', 'k_proj', 'v_proj', 'o_proj']),
  },
  {
    name: 'qwen2-window-bf16',
    family: 'qwen2',
    seed: 5077,
    shape: shape('hidden 40 layers 3 heads 4 kv 2 vocab 170 intermediate 64 window 9 dtype bfloat16', '--tied'),
    lora: lora(4, 8, ['q_proj', 'v_proj']),
  },
  {
    name: 'qwen3-head-norms',
    family: 'qwen3',
    seed: 6077,
    shape: shape('hidden 40 layers 3 heads 5 kv 1 vocab 165 intermediate 72 head-dim 12 rope-theta 1000000', '--tied'),
    lora: lora(5, 5, ['q_proj', 'k_proj', 'v_proj', 'up_proj']),
  },
  {
    name: 'gemma2-caps-window',
    family: 'gemma2',
    seed: 7077,
    shape: shape('hidden 44 layers 4 heads 4 kv 2 vocab 185 intermediate 96 head-dim 10 window 6', '--bos', '--tied'),
    lora: lora(4, 12, ['q_proj', 'v_proj', 'o_proj', 'gate_proj', 'down_proj']),
  },
  {
    name: 'opt-learned-positions',
    family: 'opt',
    seed: 8077,
    shape: shape('hidden 48 layers 3 heads 6 kv 6 vocab 175 intermediate 100', '--bos', '--tied'),
    lora: lora(4, 8, ['q_proj', 'v_proj', 'out_proj', 'fc1', 'fc2']),
  },
  {
    name: 'gpt2-conv1d',
    family: 'gpt2',
    seed: 9077,
    shape: shape('hidden 42 layers 3 heads 7 kv 7 vocab 172 intermediate 90', '--tied'),
    lora: lora(4, 8, ['c_attn', 'c_proj', 'c_fc']),
  },
];

/** Arguments of `parity.py make` that build the case's model in `folder`. */
export function makeArguments(
  { family, seed, shape: rest, lora: { rank, loraAlpha, targets } }: ParityCase,
  folder: string,
): string[] {
  const adapter = ['--rank', `${rank}`, '--lora-alpha', `${loraAlpha}`, '--targets', targets.join(',')];
  return ['make', folder, '--family', family, '--seed', `${seed}`, ...rest, ...adapter];
}

function shape(pairs: string, ...flags: string[]): string[] {
  return [...pairs.split(' ').map((word, index) => (index % 2 === 0 ? `--${word}` : word)), ...flags];
}

function lora(rank: number, loraAlpha: number, targets: LoraTrainable['targets']): LoraTrainable {
  return { kind: 'lora', rank, loraAlpha, targets, dropout: 0 };
}
