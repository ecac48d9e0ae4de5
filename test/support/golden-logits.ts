import { readAdapterWeights } from '../../src/engine/jobs/context.ts';
import { hiddenStates, outputLogits } from '../../src/engine/models/decoder.ts';
import { loadWeights } from '../../src/engine/models/load-weights.ts';
import { readModelConfig } from '../../src/engine/models/registry.ts';
import { modelVariables, weightSource } from '../../src/engine/models/trainables.ts';
import { createCompiledExecutor } from '../../src/engine/runtime/compiled-executor.ts';
import { createEagerExecutor } from '../../src/engine/runtime/eager-executor.ts';
import type { Program } from '../../src/engine/runtime/program.ts';
import type { Trainable } from '../../src/shared/settings/model.ts';
import { modelFolderOf, readGolden, readGoldenTensors, relativeError } from './reference.ts';

const executors = { compiled: createCompiledExecutor, eager: createEagerExecutor };

/** Relative error of a fixture's logits, with its adapter for a LoRA trainable; padding is left out. */
export function compareGoldenLogits(name: string, trainable: Trainable, executorName: 'compiled' | 'eager'): number {
  const folder = modelFolderOf(name);
  const config = readModelConfig(folder);
  const { inputIds, lengths } = readGolden(name) as { inputIds: number[][]; lengths: number[] };
  const [batch, length] = [inputIds.length, inputIds[0].length];
  const { frozen, trained } = modelVariables(config, trainable, 'float32');
  const names = trained.map((variable) => variable.name);
  const program: Program = {
    variables: [...frozen, ...trained],
    functions: [
      {
        name: 'logits',
        inputs: {
          ids: { shape: [batch, length], dtype: 'int32' },
          positions: { shape: [batch * length], dtype: 'int32' },
        },
        build(scope, { ids, positions }) {
          const source = weightSource({ config, trainable, scope, names });
          return { logits: outputLogits(config, source, hiddenStates(config, source, ids, positions)) };
        },
      },
    ],
  };
  const executor = executors[executorName](program);
  loadWeights(executor, folder, trainable.kind === 'full' ? [...frozen, ...trained] : frozen);
  if (trainable.kind === 'lora') executor.write(readAdapterWeights(`${folder}/adapter`).weights);
  const { logits } = executor.call('logits', {
    ids: Int32Array.from(inputIds.flat()),
    positions: Int32Array.from({ length: batch * length }, (_, index) => index),
  });
  executor.dispose();
  const golden = trainable.kind === 'lora' ? 'loraLogits' : 'logits';
  const expected = readGoldenTensors(name).get(golden) ?? new Float32Array();
  const isReal = (_: number, index: number): boolean =>
    Math.floor(index / config.vocabSize) % length < lengths[Math.floor(index / config.vocabSize / length)];
  return relativeError([...logits].filter(isReal), [...expected].filter(isReal));
}
