import { countLabels } from '../src/engine/data/index.ts';
import type { DecoderConfig } from '../src/engine/models/config.ts';
import { listLoraParameters } from '../src/engine/models/lora.ts';
import { listLayerModules } from '../src/engine/models/parameters.ts';
import { getMethod, type Method } from '../src/shared/methods/index.ts';
import type { Trainable } from '../src/shared/settings/model.ts';
import { type BenchData, unpadBatch } from './sides/data-file.ts';

/**
 * Floating-point operations that one step cannot do without, as the mean over the data file's batches: products of real
 * tokens only, logits only where a label counts, causal attention counted by half. docs/benchmark.md spells out the sum.
 */
export function countStepFlops(config: DecoderConfig, trainable: Trainable, method: Method, data: BenchData): number {
  const mean = (batches: BenchData['alignment']): number =>
    batches.reduce((sum, batch) => sum + countPassFlops(config, trainable, batch), 0) / batches.length;
  const { uses, ...definition } = getMethod(method.name);
  const passes = definition.passes?.(method) ?? {};
  const harmful = uses.includes('harmful') ? (passes.harmful ?? 1) * mean(data.harmful) : 0;
  return (passes.train ?? 1) * mean(data.alignment) + harmful;
}

/** Forward and backward of one batch. */
function countPassFlops(config: DecoderConfig, trainable: Trainable, batch: BenchData['alignment'][number]): number {
  const rows = unpadBatch(batch);
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  const labels = rows.reduce((sum, row) => sum + countLabels(row), 0);
  const pairs = rows.reduce((sum, { ids }) => sum + ids.length ** 2 / 2, 0);
  const perLayer = listLayerModules(config, 0).reduce((sum, { outSize, inSize }) => sum + outSize * inSize, 0);
  const linear = 2 * config.layerCount * perLayer * tokens;
  const attention = 4 * config.layerCount * config.headCount * config.headSize * pairs;
  const logits = 2 * config.vocabSize * config.hiddenSize * labels;
  // Forward, gradient of the input, and gradient of the weight where it is trained. Attention has two inputs and no weight.
  const isHeadTrained = trainable.kind === 'full' && !(config.isTied && trainable.freezeEmbeddings);
  const base = linear * (trainable.kind === 'full' ? 3 : 2) + attention * 3 + logits * (isHeadTrained ? 3 : 2);
  return base + (trainable.kind === 'lora' ? 3 * adapterFlops(config, trainable, tokens) : 0);
}

function adapterFlops(config: DecoderConfig, adapter: Extract<Trainable, { kind: 'lora' }>, tokens: number): number {
  const weights = listLoraParameters(config, adapter).reduce(
    (sum, { shape: [rows, columns] }) => sum + rows * columns,
    0,
  );
  return 2 * weights * tokens;
}
