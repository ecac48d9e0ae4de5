// node bench/memory/make-model.ts SAMPLE_MODEL TARGET '{"hidden": ...}': a process of its own, so that its memory is not the worker's.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeModelFolder } from '../../src/engine/checkpoint/index.ts';
import { createRandom } from '../../src/engine/data/index.ts';
import { listParameters } from '../../src/engine/models/parameters.ts';
import { readModelConfig } from '../../src/engine/models/registry.ts';
import type { ModelShape } from './shapes.ts';

const [, , sampleModel = '', target = '', shapeText = ''] = process.argv;
const shape = JSON.parse(shapeText) as ModelShape; // written by main.ts
const source = mkdtempSync(`${target}.source`);
try {
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
    copyFileSync(path.join(sampleModel, name), path.join(source, name));
  writeFileSync(path.join(source, 'config.json'), JSON.stringify(configOf(shape)));
  writeModelFolder(target, { source, dtype: 'BF16', tensors: listRandomTensors(source) });
} finally {
  rmSync(source, { recursive: true, force: true });
}

function configOf({ hidden, layers, heads, kvHeads, feedForward, vocab }: ModelShape): object {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: vocab,
    hidden_size: hidden,
    intermediate_size: feedForward,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    max_position_embeddings: 2048,
    hidden_act: 'silu',
    rms_norm_eps: 1e-5,
    rope_theta: 10_000,
    tie_word_embeddings: false,
    pad_token_id: 0,
    bos_token_id: 2,
    eos_token_id: 3,
  };
}

/** Uniform values of the standard deviation 0.02: a table of random numbers, read from another place for each tensor, is enough here and fast. */
function listRandomTensors(folder: string) {
  const random = createRandom(1);
  const table = Float32Array.from({ length: 1_048_573 }, () => (2 * random.nextFraction() - 1) * 0.02 * Math.sqrt(3));
  return listParameters(readModelConfig(folder)).map(({ name, shape: dimensions }, position) => ({
    name,
    shape: dimensions,
    read() {
      const values = new Float32Array(dimensions.reduce((product, size) => product * size, 1));
      if (dimensions.length === 1) return values.fill(1);
      for (let done = -((position * 7919) % table.length); done < values.length; done += table.length) {
        const part = table.subarray(Math.max(0, -done), Math.min(table.length, values.length - done));
        values.set(part, Math.max(0, done));
      }
      return values;
    },
  }));
}
