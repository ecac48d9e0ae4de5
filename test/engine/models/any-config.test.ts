import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { modelFolderOf } from '../../support/reference.ts';

const folder = mkdtempSync(join(tmpdir(), 'booster-lab-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** True where a config.json is read, or refused with one sentence that names the file. */
function isSurvived(content: string): boolean {
  const path = join(folder, 'config.json');
  writeFileSync(path, content);
  try {
    readModelConfig(folder);
    return true;
  } catch (error) {
    return error instanceof AppError && error.message.startsWith(path) && !/\n/.test(error.message);
  }
}

describe.each(['llama-tiny', 'qwen3-tiny', 'gemma2-tiny', 'mistral-tiny', 'opt-tiny', 'gpt2-tiny'])(
  'the config.json of %s',
  (model) => {
    const text = readFileSync(join(modelFolderOf(model), 'config.json'), 'utf8');
    const whole: Record<string, unknown> = JSON.parse(text);

    it('is read or refused by name, whatever one of its settings holds, or without it', () => {
      const value = fc.oneof(
        fc.jsonValue(),
        fc.constantFrom(-1, 0, 0.5, 1e300, '', 'x', [], {}),
        fc.constant(undefined),
      );
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(whole)), value, (name, changed) =>
          isSurvived(JSON.stringify({ ...whole, [name]: changed })),
        ),
        { numRuns: 200 },
      );
    });

    it('is refused by name wherever it is cut off', () => {
      fc.assert(
        fc.property(fc.nat(text.length - 1), (length) => isSurvived(text.slice(0, length))),
        { numRuns: 60 },
      );
    });
  },
);
