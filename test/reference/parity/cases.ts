import type { Trainable } from '../../../src/shared/settings/model.ts';

export type LoraTrainable = Extract<Trainable, { kind: 'lora' }>;

/** A random model that the fixtures do not contain, and the adapter that is trained on it. */
export interface ParityCase {
  readonly name: string;
  readonly family: 'llama' | 'qwen2';
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
