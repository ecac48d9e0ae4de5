import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { readJsonFile } from '../../checkpoint/index.ts';
import type { ModelFamily } from '../config.ts';
import { llamaLikeSchema, readLlamaLike } from '../config-json.ts';

const schema = llamaLikeSchema.extend({ use_sliding_window: z.boolean().default(false) });

/** Qwen2 and Qwen2.5: as Llama, with biases on the query, key and value projections (transformers: modeling_qwen2.py). */
export const qwen2: ModelFamily = {
  name: 'qwen2',
  architectures: ['Qwen2ForCausalLM'],
  parseConfig(file) {
    const json = readJsonFile(file, schema);
    if (json.use_sliding_window)
      throw new AppError(
        'model/unsupported',
        `${file}: use_sliding_window true is not supported; set it to false for contexts within the window.`,
      );
    return {
      ...readLlamaLike(file, json, { name: 'qwen2', defaultTheta: 10_000, isTiedByDefault: false }),
      biased: ['q_proj', 'k_proj', 'v_proj'],
    };
  },
};
