import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAdapterWeights } from '../../src/engine/jobs/context.ts';
import { runTrainFile } from '../../src/engine/train-file.ts';
import type { StageEvent } from '../../src/shared/events.ts';
import { withoutArrow, writeModelVariant } from '../support/model-variant.ts';
import { modelFolderOf, readGolden, readGoldenTensors, relativeError } from '../support/reference.ts';
import { collectMetrics } from '../support/tiny-training.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-train-file-'));
const golden = readGolden('llama-tiny-train-lora');
const adapter = path.join(modelFolderOf('llama-tiny'), 'adapter');

const spec = {
  model: { path: 'model' },
  initialAdapter: adapter,
  template: 'plain',
  maxLength: golden.maxLength,
  trainable: { kind: 'lora', rank: 4, loraAlpha: 8, targets: ['q_proj', 'k_proj', 'v_proj'] },
  method: { name: 'booster', lambda: golden.lambda, alpha: golden.alpha, harmfulBatchSize: 3 },
  data: { path: 'alignment.jsonl' },
  harmful: { path: 'harmful.json' },
  training: { maxSteps: 5, batchSize: 3, shuffle: false },
};

beforeAll(() => {
  writeModelVariant(path.join(root, 'model'), { tokenizer: withoutArrow });
  const lines = golden.alignmentRows.map((row: unknown) => `${JSON.stringify(row)}\n`);
  writeFileSync(path.join(root, 'alignment.jsonl'), lines.join(''));
  writeFileSync(path.join(root, 'harmful.json'), JSON.stringify(golden.harmfulRows));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a train file', () => {
  it('without shuffle takes the steps of PyTorch from the rows of explicit files', async () => {
    const out = path.join(root, 'out');
    const { outcome, events } = await run(spec, out);
    expect(outcome).toBe('completed');
    const points = collectMetrics(events);
    expect([...points.keys()]).toEqual([1, 2, 3, 4, 5]);
    for (const [step, point] of points) {
      for (const name of ['f', 'h', 'hPerturbed', 'gradientNorm', 'harmfulGradientNorm', 'alignmentGradientNorm']) {
        expect(
          Math.abs((point[name] ?? Number.NaN) / golden.booster[step - 1][name] - 1),
          `${name} of step ${step}`,
        ).toBeLessThan(1e-4);
      }
    }
    const start = readAdapterWeights(adapter).weights;
    const trained = readAdapterWeights(path.join(out, 'adapter')).weights;
    const expected = readGoldenTensors('llama-tiny-train-lora');
    const changes = [...start].map(([name, before]) => {
      const [ours, theirs] = [trained.get(name), expected.get(`afterBooster/base_model.model.${name}`)];
      return [...before].map((value, index) => [(ours?.[index] ?? 0) - value, (theirs?.[index] ?? 0) - value]);
    });
    const pairs = changes.flat();
    // Of the change, not of the weights, which are mostly the start.
    expect(
      relativeError(
        pairs.map(([ours]) => ours),
        pairs.map(([, theirs]) => theirs),
      ),
    ).toBeLessThan(1e-3);

    await expect(run(spec, out)).rejects.toMatchObject({
      code: 'train/finished',
      message: expect.stringContaining(path.join(out, 'adapter')),
    });
  });

  it.each([
    ['Booster without a harmful set', { harmful: null }, 'spec/no-harmful-set'],
    ['an initial adapter for full training', { trainable: { kind: 'full' } }, 'spec/adapter-without-lora'],
    ['an initial adapter of another rank', { trainable: { ...spec.trainable, rank: 8 } }, 'spec/adapter-mismatch'],
    [
      'an initial adapter with more targets than are trained',
      { trainable: { ...spec.trainable, targets: ['q_proj'] } },
      'spec/adapter-mismatch',
    ],
    [
      'an initial adapter without a target that is trained',
      { trainable: { ...spec.trainable, targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj'] } },
      'spec/adapter-mismatch',
    ],
    [
      'an initial adapter of another model',
      { initialAdapter: path.join(modelFolderOf('llama-f16'), 'adapter') },
      'spec/adapter-mismatch',
    ],
    ['Booster with accumulated gradients', { training: { ...spec.training, accumulation: 2 } }, 'spec/accumulation'],
  ])('with %s is refused in one sentence, and nothing is written', async (label, changes, code) => {
    const out = path.join(root, `refused ${label}`);
    await expect(run({ ...spec, ...changes }, out)).rejects.toMatchObject({ name: 'AppError', code });
    expect(existsSync(out)).toBe(false);
  });
});

async function run(content: object, out: string): Promise<{ outcome: string; events: StageEvent[] }> {
  const file = path.join(root, 'train.json');
  writeFileSync(file, JSON.stringify(content));
  const events: StageEvent[] = [];
  const outcome = await runTrainFile(file, out, {
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  return { outcome, events };
}
