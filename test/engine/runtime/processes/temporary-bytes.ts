// temporary-bytes.ts JSON: compiles one training step and prints how many temporary bytes XLA planned for it, by its own report.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bindMethod } from '../../../../src/engine/methods/index.ts';
import { readModelConfig } from '../../../../src/engine/models/registry.ts';
import { createCompiledExecutor } from '../../../../src/engine/runtime/compiled-executor.ts';
import { sizeOf, type Values } from '../../../../src/engine/runtime/program.ts';
import { trainingProgram } from '../../../../src/engine/train/training-program.ts';
import type { Method } from '../../../../src/shared/methods/index.ts';
import { modelFolderOf } from '../../../support/reference.ts';

export interface StepShape {
  readonly method: Method;
  readonly hidden: number;
  readonly layers: number;
  readonly batchSize: number;
  readonly length: number;
  readonly frozenStorage: 'float32' | 'bfloat16';
  readonly recomputeActivations: boolean;
}

const shape = JSON.parse(process.argv[2] ?? '') as StepShape; // written by the test
const dump = mkdtempSync(path.join(tmpdir(), 'booster-lab-xla-'));
process.env['XLA_FLAGS'] = `--xla_dump_to=${dump} --xla_dump_hlo_as_text`;
try {
  compile();
  const report = readdirSync(dump).find((name) => name.includes('step0') && name.endsWith('buffer-assignment.txt'));
  const bytes = /size (\d+), preallocated-temp/.exec(readFileSync(path.join(dump, report ?? ''), 'utf8'))?.[1];
  process.stdout.write(JSON.stringify({ bytes: Number(bytes) }));
} finally {
  rmSync(dump, { recursive: true, force: true });
}

/** One step with all inputs and weights zero: the values do not matter to the plan. */
function compile(): void {
  const { hidden, layers, batchSize, length, ...rest } = shape;
  const heads = 4;
  const { program } = trainingProgram({
    ...rest,
    config: {
      ...readModelConfig(modelFolderOf('llama-tiny')),
      hiddenSize: hidden,
      layerCount: layers,
      headCount: heads,
      keyValueHeadCount: heads,
      headSize: hidden / heads,
      feedForwardSize: 3 * hidden,
    },
    method: bindMethod(shape.method),
    trainable: { kind: 'lora', rank: 4, loraAlpha: 8, targets: ['q_proj', 'v_proj'], dropout: 0.1 },
    batchSize,
    accumulation: 1,
    buckets: [{ length, labelSlots: 4 }],
  });
  const executor = createCompiledExecutor(program);
  executor.write(
    new Map(
      program.variables.map(({ name, shape: size, storage }) => [
        name,
        storage === 'bfloat16' ? new Uint16Array(sizeOf(size)) : new Float32Array(sizeOf(size)),
      ]),
    ),
  );
  const step = program.functions[0];
  const inputs = Object.entries(step.inputs).map(([name, input]): [string, Values] => [
    name,
    input.dtype === 'int32' ? new Int32Array(sizeOf(input.shape)) : new Float32Array(sizeOf(input.shape)).fill(1),
  ]);
  executor.call(step.name, Object.fromEntries(inputs));
  executor.dispose();
}
