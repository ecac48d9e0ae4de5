import type { Trainable } from '../../src/shared/settings/model.ts';

/** A Llama with random weights, stored in bfloat16; `null` is the sample project's model. */
export interface ModelShape {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly feedForward: number;
  readonly vocab: number;
}

/** One alignment whose worker's peak memory is measured. */
export interface MemoryCase {
  readonly name: string;
  readonly model: ModelShape | null;
  readonly trainable: Trainable;
  readonly frozenPrecision: 'float32' | 'bfloat16';
  readonly method: 'booster' | 'sft';
  readonly batchSize: number;
  readonly length: number;
  readonly steps: number;
  readonly recomputeActivations?: true;
}

const full: Trainable = { kind: 'full', freezeEmbeddings: true };
const lora: Trainable = {
  kind: 'lora',
  rank: 8,
  loraAlpha: 16,
  targets: ['q_proj', 'k_proj', 'v_proj'],
  dropout: 0,
};

const medium: ModelShape = { hidden: 512, layers: 8, heads: 8, kvHeads: 8, feedForward: 1376, vocab: 32_000 };
/** The shape of TinyLlama: 1.1 billion parameters. */
const large: ModelShape = { hidden: 2048, layers: 22, heads: 32, kvHeads: 4, feedForward: 5632, vocab: 32_000 };

const sample = { model: null, frozenPrecision: 'float32', method: 'booster', steps: 3 } as const;
const middle = { model: medium, frozenPrecision: 'float32', method: 'booster', steps: 2 } as const;
const big = { model: large, frozenPrecision: 'bfloat16', method: 'booster', steps: 1 } as const;

export const memoryCases: readonly MemoryCase[] = [
  { ...sample, name: 'sample-full', trainable: full, batchSize: 10, length: 32 },
  { ...sample, name: 'sample-lora', trainable: lora, batchSize: 10, length: 32 },
  { ...sample, name: 'sample-full-64', trainable: full, batchSize: 64, length: 64 },
  { ...middle, name: '512-lora', trainable: lora, batchSize: 10, length: 128 },
  { ...middle, name: '512-lora-recompute', trainable: lora, batchSize: 10, length: 128, recomputeActivations: true },
  { ...middle, name: '512-full', trainable: full, batchSize: 4, length: 64 },
  { ...middle, name: '512-lora-long', trainable: lora, batchSize: 16, length: 256 },
  {
    ...middle,
    name: '512-lora-long-recompute',
    trainable: lora,
    batchSize: 16,
    length: 256,
    recomputeActivations: true,
  },
  { ...big, name: '1b-lora', trainable: lora, batchSize: 2, length: 128 },
  { ...big, name: '1b-lora-recompute', trainable: lora, batchSize: 2, length: 128, recomputeActivations: true },
];
