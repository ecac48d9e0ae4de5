// Records a Booster step over a model of 7B shapes and prints as JSON what that took.
import { bindMethod } from '../../../../src/engine/methods/index.ts';
import type { DecoderConfig } from '../../../../src/engine/models/config.ts';
import { readModelConfig } from '../../../../src/engine/models/registry.ts';
import { encodeSavedModel } from '../../../../src/engine/runtime/graph/graph-def.ts';
import { recordFunction } from '../../../../src/engine/runtime/graph/record-function.ts';
import { trainingProgram } from '../../../../src/engine/train/training-program.ts';
import { modelFolderOf } from '../../../support/reference.ts';

const config: DecoderConfig = {
  ...readModelConfig(modelFolderOf('llama-tiny')),
  vocabSize: 32000,
  hiddenSize: 4096,
  layerCount: 32,
  headCount: 32,
  keyValueHeadCount: 32,
  headSize: 128,
  feedForwardSize: 11008,
};
const { program } = trainingProgram({
  config,
  trainable: { kind: 'lora', rank: 32, loraAlpha: 4, targets: ['q_proj', 'k_proj', 'v_proj'], dropout: 0.1 },
  frozenStorage: 'bfloat16',
  method: bindMethod({ name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 10 }),
  batchSize: 10,
  accumulation: 1,
  buckets: [{ length: 256, labelSlots: 64 }],
});
const variables = new Map(program.variables.map((variable) => [variable.name, variable]));
const before = process.memoryUsage.rss();
const cpuBefore = process.cpuUsage();
const { functions } = recordFunction(program.functions[0], variables);
const encoded = encodeSavedModel([], functions);
const { user, system } = process.cpuUsage(cpuBefore);
process.stdout.write(
  JSON.stringify({
    cpuSeconds: (user + system) / 1e6,
    // maxRSS is in KiB, and the highest there was.
    extraMb: (process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20,
    encodedMb: encoded.byteLength / 2 ** 20,
    nodes: functions[0].nodes.length,
  }),
);
