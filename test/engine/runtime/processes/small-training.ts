import { bindMethod } from '../../../../src/engine/methods/index.ts';
import { readModelConfig } from '../../../../src/engine/models/registry.ts';
import { sizeOf, type Values } from '../../../../src/engine/runtime/program.ts';
import { type TrainingProgram, trainingProgram } from '../../../../src/engine/train/training-program.ts';
import { modelFolderOf } from '../../../support/reference.ts';

const shape = { batchSize: 2, length: 8, labelSlots: 4 };

/** A Booster training of the tiny reference model. */
export function smallTraining(): TrainingProgram {
  return trainingProgram({
    config: readModelConfig(modelFolderOf('llama-tiny')),
    trainable: { kind: 'lora', rank: 4, loraAlpha: 8, targets: ['q_proj', 'v_proj'], dropout: 0.1 },
    frozenStorage: 'bfloat16',
    method: bindMethod({ name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: shape.batchSize }),
    batchSize: shape.batchSize,
    accumulation: 1,
    buckets: [{ length: shape.length, labelSlots: shape.labelSlots }],
  });
}

/** Made-up start values for every variable. */
export function startValues(training: TrainingProgram): Map<string, Values | Uint16Array> {
  return new Map(
    training.program.variables.map(({ name, shape: size, storage }) => {
      const isMoment = name.startsWith('adam.');
      const values = Float32Array.from({ length: sizeOf(size) }, (_, index) =>
        isMoment ? 0 : 0.3 * Math.sin(index + name.length),
      );
      return [
        name,
        storage === 'bfloat16' ? new Uint16Array(values.buffer).filter((_, index) => index % 2 === 1) : values,
      ];
    }),
  );
}

/** Inputs of step `step`. */
export function stepInputs(step: number): Record<string, Values> {
  const { batchSize, length, labelSlots } = shape;
  const slots = batchSize * labelSlots;
  const batch = (role: string): [string, Values][] => [
    [
      `${role}.ids`,
      Int32Array.from({ length: batchSize * length }, (_, index) => (index * 7 + step + role.length) % 50),
    ],
    [
      `${role}.labelPositions`,
      Int32Array.from(
        { length: slots },
        (_, index) => Math.floor(index / labelSlots) * length + (index % labelSlots) + 2,
      ),
    ],
    [`${role}.labelIds`, Int32Array.from({ length: slots }, (_, index) => (index * 3 + step) % 50)],
    [`${role}.labelWeights`, new Float32Array(slots).fill(1)],
  ];
  const scalars = {
    'method.lambda': 5,
    'method.alpha': 0.1,
    learningRate: 1e-3,
    firstCorrection: 0.1,
    secondCorrection: 0.03,
    clipNorm: 1,
    weightDecay: 0.1,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
  };
  return Object.fromEntries([
    ...batch('train'),
    ...batch('harmful'),
    ['dropoutSeed', Int32Array.of(1, step)],
    ...Object.entries(scalars).map(([name, value]): [string, Values] => [
      name.includes('.') ? name : `optimizer.${name}`,
      Float32Array.of(value),
    ]),
  ]);
}
