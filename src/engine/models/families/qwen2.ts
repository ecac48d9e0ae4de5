import { z } from 'zod';
import { readJsonFile } from '../../checkpoint/index.ts';
import type { ModelFamily } from '../config.ts';
import { sizeSchema, llamaLikeSchema, readLlamaLike, readWindows } from '../config-json.ts';

/** Members by which Qwen2 and Qwen3 say which layers slide. */
export const qwenWindowSchema = z.looseObject({
  use_sliding_window: z.boolean().default(false),
  sliding_window: sizeSchema.nullable().default(4096),
  max_window_layers: z.int().min(0).default(28),
  layer_types: z.array(z.string()).nullish(),
});

/** Layers from `max_window_layers` on slide, where the window is in use. */
export function readQwenWindows(
  file: string,
  json: z.infer<typeof qwenWindowSchema> & { num_hidden_layers: number },
): (number | null)[] {
  const window = json.use_sliding_window ? json.sliding_window : null;
  return readWindows(file, json, window, (layer) => window !== null && layer >= json.max_window_layers);
}

const schema = llamaLikeSchema.extend(qwenWindowSchema.shape);

/** Qwen2 and Qwen2.5: as Llama, with biases on the query, key and value projections (transformers: modeling_qwen2.py). */
export const qwen2: ModelFamily = {
  name: 'qwen2',
  architectures: ['Qwen2ForCausalLM'],
  parseConfig(file) {
    const json = readJsonFile(file, schema);
    return readLlamaLike(file, json, {
      name: 'qwen2',
      isTiedByDefault: false,
      biased: ['q_proj', 'k_proj', 'v_proj'],
      windows: readQwenWindows(file, json),
    });
  },
};
