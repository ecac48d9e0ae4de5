import path from 'node:path';
import { z } from 'zod';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import {
  alignmentMethodSchema,
  attackMethodSchema,
  getMethod,
  type Method,
} from '../../../src/shared/methods/index.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { createGradientReader, goldenName, type GoldenBatch, type Mode } from '../../support/golden-training.ts';
import { relativeError } from '../../support/reference.ts';
import type { ParityCase } from './cases.ts';
import { readResult, readTensors, rowArguments, trainingSchema, work } from './reference.ts';
import type { RunCheck } from './results.ts';

const number = z.number();
const resultSchema = trainingSchema.extend({
  settings: z.object({
    alpha: number,
    lambda: number,
    rho: number,
    repnoiseAlpha: number,
    repnoiseBeta: number,
    startScale: number,
    lisaRho: number,
    guideWeight: number,
    ewcLambda: number,
    ldifsRho: number,
    layerLimit: number,
    innerClip: number,
    length: z.int(),
    /** The methods that have a file in test/reference/methods. */
    files: z.array(
      z.object({
        method: z.union([alignmentMethodSchema, attackMethodSchema]),
        batches: z.record(z.string(), z.enum(['alignment', 'harmful'])),
        isNoisy: z.boolean(),
      }),
    ),
    tarRates: z.object({ adamw: number, sgd: number }),
    tar: z.object({
      steps: z.int(),
      every: z.int(),
      batch: z.int(),
      heldOut: z.int(),
      representationWeight: number,
      retainWeight: number,
      tamperWeight: number,
    }),
  }),
});
type Result = z.infer<typeof resultSchema>;

const modes = ['lora', 'full'] as const satisfies readonly Mode[];

/** The commands of the reference whose results the checks of this file read from the `out` folder. */
export function methodCommands(folder: string, out: string): string[][] {
  const sizes = ['--steps', work.steps, '--batch-size', work.batchSize, '--harmful-batch-size', work.batchSize].map(
    String,
  );
  return modes.map((mode) => [
    'methods',
    folder,
    '--out',
    path.join(out, `methods-${mode}`),
    '--train',
    mode,
    ...sizes,
    ...rowArguments(),
  ]);
}

/** The gradient of every method's first step, with LoRA out of the compiled step and with full training out of the eager one. */
export async function checkMethods(
  { lora }: ParityCase,
  { folder, out, run }: { readonly folder: string; readonly out: string; readonly run: RunCheck },
): Promise<void> {
  const trainables: Readonly<Record<Mode, Trainable>> = { lora, full: { kind: 'full', freezeEmbeddings: true } };
  for (const mode of modes) {
    const reference = path.join(out, `methods-${mode}`);
    const tensors = readTensors(reference);
    const result = readResult(reference, resultSchema);
    for (const { title, method, batches, isNoisy = false } of listCases(result)) {
      await run(`gradient of ${title}, ${mode}`, 1e-4, () => {
        const bound = bindMethod(method);
        // The reference draws the noise of the eager generator; the compiled one has TensorFlow's.
        const isCompiled = mode === 'lora' && !isNoisy;
        const reader = createGradientReader({
          folder,
          mode,
          method: bound,
          trainable: trainables[mode],
          batchSize: work.batchSize,
          length: result.settings.length,
          ...(isCompiled ? { createExecutor: createCompiledExecutor } : {}),
        });
        try {
          reader.prepareAt(result.settings.startScale, 'guide', result.alignment);
          const scalars = { ...bound.scalars, ...bound.stepScalars(inUserPhase, 10) };
          const { gradient } = reader.measure(batches, scalars);
          const ours = reader.names.flatMap((name) => [...(gradient.get(name) ?? [])]);
          const theirs = reader.names.flatMap((name) => [...(tensors.get(`${title}/${goldenName(mode, name)}`) ?? [])]);
          if (theirs.length !== ours.length) throw new Error(`${theirs.length} values for ${ours.length} of ours`);
          return { figure: relativeError(ours, theirs), note: isCompiled ? 'compiled' : 'eager' };
        } finally {
          reader.dispose();
        }
      });
    }
  }
}

/** A step inside Lisa's phase on the user's data; the other methods have no steps of their own kind, and one learning rate. */
const inUserPhase = 2;

interface MethodCase {
  readonly title: string;
  readonly method: Method;
  readonly batches: Readonly<Record<string, GoldenBatch>>;
  readonly isNoisy?: boolean;
}

/** Every method with the reference's settings. */
function listCases({ settings, alignment, harmful }: Result): MethodCase[] {
  const { lambda, alpha, rho, tar, tarRates } = settings;
  const harmfulBatchSize = work.batchSize;
  const align = { train: alignment[0] };
  const both = { train: alignment[0], harmful: harmful[0] };
  const user = { train: harmful[0], guide: alignment[0] };
  const tarCases = (['adamw', 'sgd'] as const).map(
    (innerOptimizer): MethodCase => ({
      title: `tar-${innerOptimizer}`,
      method: {
        name: 'tar',
        innerOptimizer,
        innerLearningRates: [tarRates[innerOptimizer]],
        innerSteps: tar.steps,
        everySteps: tar.every,
        adversaryBatchSize: tar.batch,
        harmfulBatchSize: tar.heldOut,
        tamperWeight: tar.tamperWeight,
        retainWeight: tar.retainWeight,
        representationWeight: tar.representationWeight,
      },
      batches: { train: alignment[0], harmful: stack(harmful.slice(0, 3)) },
    }),
  );
  const found: Omit<MethodCase, 'title'>[] = [
    { method: { name: 'sft' }, batches: align },
    { method: { name: 'booster', lambda, alpha, harmfulBatchSize }, batches: both },
    { method: { name: 'vaccine', rho }, batches: align },
    { method: { name: 'vaccine-booster', lambda, alpha, rho, harmfulBatchSize }, batches: both },
    { method: { name: 'harmful-descent', lambda, harmfulBatchSize }, batches: both },
    {
      method: { name: 'repnoise', alpha: settings.repnoiseAlpha, beta: settings.repnoiseBeta, pairing: 'index' },
      batches: both,
      isNoisy: true,
    },
    {
      method: { name: 'lisa', rho: settings.lisaRho, alignmentSteps: 1, userSteps: 5, freeFraction: 0 },
      batches: user,
    },
    { method: { name: 'vlguard', lambda: settings.guideWeight, guideBatchSize: work.batchSize }, batches: user },
    {
      method: {
        name: 'ldifs',
        rho: settings.ldifsRho,
        layerLimit: settings.layerLimit,
        innerClip: settings.innerClip,
      },
      batches: { train: harmful[0] },
    },
    { method: { name: 'ewc', lambda: settings.ewcLambda }, batches: user },
  ];
  const ofFiles = settings.files.map(({ batches, ...rest }) => ({
    ...rest,
    batches: Object.fromEntries(Object.entries(batches).map(([role, kind]) => [role, { alignment, harmful }[kind][0]])),
  }));
  const named = [...found, ...ofFiles].map((each) => ({ title: getMethod(each.method.name).name, ...each }));
  return [...named, ...tarCases];
}

/** The rows of several batches as one; their padding is taken away before they are packed. */
function stack(batches: readonly GoldenBatch[]): GoldenBatch {
  return {
    input_ids: batches.flatMap(({ input_ids }) => input_ids),
    labels: batches.flatMap(({ labels }) => labels),
    attention_mask: batches.flatMap(({ attention_mask }) => attention_mask),
  };
}
