import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openModelFolder } from '../../../src/engine/checkpoint/index.ts';
import { readDataset, encodeExamples } from '../../../src/engine/data/index.ts';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import { listTrainables } from '../../../src/engine/models/trainables.ts';
import { type LoadedModel, openModel } from '../../../src/engine/stages/context.ts';
import { createInference } from '../../../src/engine/stages/inference.ts';
import { openPostDefence } from '../../../src/engine/stages/post-defence.ts';
import { antidote } from '../../../src/shared/methods/post/antidote.ts';
import { type EvaluateStage, evaluateStageSchema } from '../../../src/shared/spec/stage.ts';
import { goldenName, goldenTrainables } from '../../support/golden-training.ts';
import { withoutArrow, writeModelVariant } from '../../support/model-variant.ts';
import { modelFolderOf, readGolden, readGoldenTensors } from '../../support/reference.ts';
import { commonSettings, keyOf, writeDataset } from '../../support/stage-files.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-post-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const still = { emit: () => undefined, signal: new AbortController().signal };
const random = () => 0.5;

describe('Antidote', () => {
  it('sets the part of each row to zero that weighs most together with its inputs', () => {
    const matrix = {
      name: 'A',
      rows: 2,
      columns: 4,
      values: Float32Array.of(1, -4, 2, 0.5, -3, 1, 1, 2),
      // Scores: 10, 4, 4, 1.5 and 30, 1, 2, 6.
      inputNorms: Float64Array.of(10, 1, 2, 3),
    };
    const apply = (denseRatio: number) => [
      ...(antidote.apply({ matrices: [matrix], random }, { name: 'antidote', denseRatio, choose: 'wanda' }).get('A') ??
        []),
    ];
    expect(apply(0.5)).toEqual([0, 0, 2, 0.5, 0, 1, 1, 0]);
    // Rounded down, as the reference does.
    expect(apply(0.49)).toEqual([0, -4, 2, 0.5, 0, 1, 1, 2]);
    expect(apply(0)).toEqual([...matrix.values]);
    expect(apply(1)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('prunes as many entries of each row when it chooses them at random, and looks at no inputs', () => {
    const values = Float32Array.from({ length: 200 }, (_, index) => index + 1);
    const matrix = { name: 'A', rows: 10, columns: 20, values, inputNorms: null };
    const options = { name: 'antidote', denseRatio: 0.25, choose: 'random' } as const;
    expect(antidote.needsInputs(options)).toBe(false);
    let state = 1;
    const draw = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const pruned = antidote.apply({ matrices: [matrix], random: draw }, options).get('A') ?? new Float32Array();
    const counts = Array.from({ length: 10 }, (_, row) =>
      pruned.subarray(20 * row, 20 * row + 20).filter((value) => value === 0),
    );
    expect(counts.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 5));
    const columns = new Set([...pruned.entries()].filter(([, value]) => value === 0).map(([place]) => place % 20));
    expect(columns.size).toBeGreaterThan(5);
  });

  it.each(['llama-tiny', 'qwen2-tiny'])('prunes the adapter of %s as PyTorch does', async (name) => {
    const { denseRatio, rows } = readGolden(`${name}-antidote`);
    const golden = readGoldenTensors(`${name}-antidote`);
    const { loaded, stage } = openStage(name, { name: 'antidote', denseRatio, choose: 'wanda' });
    const data = stage.post?.harmful;
    expect(data && encodeExamples(loaded.encoding, readDataset(data)).encoded.map(({ ids }) => [...ids])).toEqual(rows);
    const weights = readAdapterWeights(path.join(modelFolderOf(name), 'adapter')).weights;
    const pruned = await applyTo(loaded, stage, weights);
    expect(pruned.size).toBe(weights.size);
    for (const [weight, values] of pruned) {
      expect([...values], weight).toEqual([...(golden.get(`pruned/${goldenName('lora', weight)}`) ?? [])]);
    }
  });

  it.each(['llama-tiny', 'qwen2-tiny'])(
    'takes back the same part of a full training of %s as PyTorch does',
    async (name) => {
      const { denseRatio } = readGolden(`${name}-antidote`);
      const golden = readGoldenTensors(`${name}-antidote`);
      const trained = readGoldenTensors(`${name}-train-full`);
      const full = { kind: 'full', freezeEmbeddings: true };
      const { loaded, stage } = openStage(name, { name: 'antidote', denseRatio, choose: 'wanda' }, full);
      const names = listTrainables(loaded.config, goldenTrainables.full).map((weight) => weight.name);
      const weights = new Map(
        names.map((weight) => [weight, trained.get(`afterBooster/${weight}`) ?? new Float32Array()]),
      );
      const pruned = await applyTo(loaded, stage, weights);
      const base = openModelFolder(modelFolderOf(name));
      let taken = 0;
      for (const [weight, values] of pruned) {
        const [now, before] = [weights.get(weight) ?? [], base.readFloat32(weight)];
        const isTaken = golden.get(`taken/${weight}`);
        expect([...values], weight).toEqual([...now].map((value, place) => (isTaken?.[place] ? before[place] : value)));
        taken += isTaken?.reduce((sum, value) => sum + value, 0) ?? 0;
      }
      base.close();
      expect(taken).toBeGreaterThan(1000);
    },
  );

  it('gives the same random entries again for the same seed and step, and others for another', async () => {
    const method = { name: 'antidote', denseRatio: 0.5, choose: 'random' } as const;
    const weights = readAdapterWeights(path.join(modelFolderOf('llama-tiny'), 'adapter')).weights;
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => {
        const { loaded, stage } = openStage('llama-tiny', method);
        return applyTo(loaded, { ...stage, seed }, weights);
      }),
    );
    expect([...(again ?? [])]).toEqual([...(first ?? [])]);
    expect([...(other ?? [])]).not.toEqual([...(first ?? [])]);
  });
});

/** An evaluation of a fixture's model with a post defence, whose harmful rows are those of the golden batches. */
function openStage(
  name: string,
  method: object,
  trainable: object = commonSettings.trainable,
): { loaded: LoadedModel; stage: EvaluateStage } {
  const folder = path.join(root, name);
  writeModelVariant(folder, { model: name, tokenizer: withoutArrow });
  const data = writeDataset(root, `${name}.jsonl`, readGolden(`${name}-train-lora`).harmfulRows);
  const stage = evaluateStageSchema.parse({
    kind: 'evaluate',
    ...commonSettings,
    trainable,
    maxLength: 14,
    model: { path: folder, digest: keyOf('0') },
    from: keyOf('b'),
    aligned: keyOf('a'),
    loraMode: 'single',
    post: { method, harmful: data },
    evaluation: { safety: { data, judges: ['refusal'], maxNewTokens: 2 }, utility: null, benign: null },
  });
  return { loaded: openModel({ ...stage, path: folder }), stage };
}

async function applyTo(
  loaded: LoadedModel,
  stage: EvaluateStage,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const post = openPostDefence(still, stage, loaded);
  const inference = createInference({
    loaded,
    model: stage.model,
    trainable: stage.trainable,
    overlays: [],
    shapes: [],
    functions: (sourceOf) => post?.functions(sourceOf) ?? [],
  });
  try {
    return (await post?.apply(inference, weights, 5)) ?? new Map();
  } finally {
    inference.dispose();
  }
}
