import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { readJsonFile } from '../checkpoint/index.ts';
import type { DecoderConfig, ModelFamily } from './config.ts';
import { gemma2 } from './families/gemma2.ts';
import { gpt2 } from './families/gpt2.ts';
import { llama } from './families/llama.ts';
import { mistral } from './families/mistral.ts';
import { opt } from './families/opt.ts';
import { qwen2 } from './families/qwen2.ts';
import { qwen3 } from './families/qwen3.ts';

/** Every model family; a new one is a file in families/ and a line here. */
export const modelFamilies: readonly ModelFamily[] = [llama, mistral, qwen2, qwen3, gemma2, opt, gpt2];

const architectureSchema = z.looseObject({ architectures: z.array(z.string()).min(1) });

/**
 * Reads config.json of a Hugging Face folder.
 * @throws AppError `model/unknown-architecture`, or what the family finds wrong.
 */
export function readModelConfig(folder: string): DecoderConfig {
  const file = path.join(folder, 'config.json');
  const { architectures } = readJsonFile(file, architectureSchema);
  const family = modelFamilies.find((candidate) =>
    candidate.architectures.some((name) => architectures.includes(name)),
  );
  if (!family) {
    const known = modelFamilies.flatMap((candidate) => candidate.architectures).join(', ');
    throw new AppError(
      'model/unknown-architecture',
      `${file}: the architecture ${architectures.join(', ')} is not supported; supported are ${known}.`,
    );
  }
  return family.parseConfig(file);
}
