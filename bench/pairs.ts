import type { AlignmentMethod, Method } from '../src/shared/methods/index.ts';
import type { Trainable } from '../src/shared/settings/model.ts';
import type { BenchInput } from './inputs/prepare.ts';
import type { Job } from './sides/job.ts';

/** The same work for both sides. */
export interface Pair {
  readonly name: string;
  readonly ours: Job;
  /** Arguments of bench/reference/run.py. */
  readonly reference: readonly string[];
  /** Steps of the reference that do the work of one of ours. */
  readonly referenceSteps: number;
  /** How many times the sides take turns while both live; 1 where each runs alone. */
  readonly turns: number;
  /** What a time is divided by: prompts of a pass, 1 for a training step. */
  readonly unitsPerStep: number;
  /** Where a count of operations makes sense. */
  readonly training?: { readonly input: BenchInput; readonly trainable: Trainable; readonly method: Method };
}

export interface Inputs {
  readonly sample: BenchInput;
  readonly large: BenchInput;
}

type LoraTrainable = Extract<Trainable, { kind: 'lora' }>;

const full: Trainable = { kind: 'full', freezeEmbeddings: true };
const targets = ['q_proj', 'k_proj', 'v_proj'] as const;
const smallAdapter: LoraTrainable = { kind: 'lora', rank: 8, loraAlpha: 16, targets: [...targets], dropout: 0 };
const paperAdapter: LoraTrainable = { kind: 'lora', rank: 32, loraAlpha: 4, targets: [...targets], dropout: 0 };
const sft: AlignmentMethod = { name: 'sft' };
const vaccine: AlignmentMethod = { name: 'vaccine', rho: 2 };
const defences: readonly AlignmentMethod[] = [
  vaccine,
  { name: 'vaccine-booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 10, rho: 2 },
  { name: 'harmful-descent', lambda: 5, harmfulBatchSize: 10 },
  { name: 'repnoise', alpha: 0.1, beta: 0.001, pairing: 'index' },
];
const fineTuning: readonly Method[] = [
  { name: 'lisa', rho: 0.01, alignmentSteps: 1, userSteps: 9, freeFraction: 0 },
  { name: 'vlguard', lambda: 0.1, guideBatchSize: 10 },
  { name: 'ldifs', rho: 1e-4, layerLimit: 0.1, innerClip: 5 },
  { name: 'ewc', lambda: 1e9 },
];
/** The held-out rows and those of the adversary are three batches of the data file. */
const tar: AlignmentMethod = {
  name: 'tar',
  tamperWeight: 4,
  retainWeight: 1,
  representationWeight: 1,
  innerSteps: 4,
  everySteps: 2,
  innerOptimizer: 'adamw',
  innerLearningRates: [1e-4],
  adversaryBatchSize: 5,
  harmfulBatchSize: 10,
};
const booster: AlignmentMethod = { name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 10 };

/** Every pair of measurements; `isQuick` takes fewer steps of the same. */
export function listPairs({ sample, large }: Inputs, isQuick: boolean): Pair[] {
  const small = { warmup: 5, steps: isQuick ? 20 : 40 };
  const few = { warmup: 1, steps: isQuick ? 2 : 4 };
  return [
    train('booster-sample-full', sample, booster, full, small),
    train('booster-sample-lora', sample, booster, smallAdapter, small),
    train('sft-sample-full', sample, sft, full, small),
    train('sft-sample-lora', sample, sft, smallAdapter, small),
    ...[...defences, tar, ...fineTuning].flatMap((method) => [
      train(`${method.name}-sample-lora`, sample, method, smallAdapter, small),
      train(`${method.name}-512-lora`, large, method, paperAdapter, few),
    ]),
    prune('antidote-sample-lora', sample, smallAdapter, { warmup: 1, steps: isQuick ? 4 : 8 }),
    prune('antidote-512-lora', large, paperAdapter, few),
    train('booster-512-lora', large, booster, paperAdapter, few),
    train('sft-512-lora', large, sft, paperAdapter, { ...few, steps: 2 * few.steps }),
    ...generation('sample', sample, { prompts: 120, maxNewTokens: 24, passes: isQuick ? 2 : 5 }),
    ...generation('512', large, { prompts: 16, maxNewTokens: 32, passes: isQuick ? 1 : 2 }),
    {
      name: 'load-512',
      ours: { kind: 'load', modelFolder: large.modelFolder, warmup: 1, steps: 3 },
      reference: spell('load', { model: large.modelFolder, warmup: 1, steps: 3 }),
      referenceSteps: 1,
      turns: 1,
      unitsPerStep: 1,
    },
  ];
}

interface Repeat {
  readonly warmup: number;
  readonly steps: number;
}

function train(name: string, input: BenchInput, method: Method, trainable: Trainable, repeat: Repeat): Pair {
  return {
    name,
    ours: { kind: 'train', ...input, ...repeat, trainable, method },
    reference: spell(`${method.name}-step`, {
      model: input.modelFolder,
      data: input.dataFile,
      train: trainable.kind,
      ...repeat,
      ...(trainable.kind === 'lora' ? spellAdapter(trainable) : {}),
      ...spellMethod(method),
    }),
    referenceSteps: 1,
    turns: mostTurns(repeat),
    unitsPerStep: 1,
    training: { input, trainable, method },
  };
}

function prune(name: string, input: BenchInput, trainable: LoraTrainable, repeat: Repeat): Pair {
  const method = { name: 'antidote', denseRatio: 0.1, choose: 'wanda' } as const;
  return {
    name,
    ours: { kind: 'defend-afterwards', ...input, ...repeat, trainable, method },
    reference: spell('antidote', {
      model: input.modelFolder,
      data: input.dataFile,
      ...repeat,
      ...spellAdapter(trainable),
      method: JSON.stringify(method),
    }),
    referenceSteps: 1,
    turns: mostTurns(repeat),
    unitsPerStep: 1,
  };
}

/** Ten turns, or one for each step where there are fewer. */
function mostTurns({ steps }: Repeat): number {
  return Math.min(10, steps);
}

function spellAdapter({ rank, loraAlpha, targets: names }: LoraTrainable): Record<string, string | number> {
  return { rank, 'lora-alpha': loraAlpha, targets: names.join(',') };
}

/** The method's numbers under the options of run.py, or all of it as JSON for the methods of fine_tuning_steps.py. */
function spellMethod(method: Method): Record<string, string | number> {
  if (method === tar || fineTuning.includes(method)) return { method: JSON.stringify(method) };
  return {
    ...('lambda' in method ? { lambda: method.lambda } : {}),
    ...('alpha' in method ? { [method.name === 'repnoise' ? 'ascent' : 'alpha']: method.alpha } : {}),
    ...('beta' in method ? { beta: method.beta } : {}),
    ...('rho' in method ? { rho: method.rho } : {}),
  };
}

function generation(
  size: string,
  input: BenchInput,
  { prompts, maxNewTokens, passes }: { prompts: number; maxNewTokens: number; passes: number },
): Pair[] {
  const ours: Job = { kind: 'generate', ...input, warmup: 1, steps: passes, batchSize: prompts, maxNewTokens };
  const common = { model: input.modelFolder, data: input.dataFile, 'max-new-tokens': maxNewTokens };
  return [
    {
      name: `generate-one-${size}`,
      ours,
      // A whole pass of warm-up would be wasted time: two prompts warm everything.
      reference: spell('generate-one', { ...common, warmup: 2, steps: prompts }),
      referenceSteps: prompts,
      turns: 1,
      unitsPerStep: prompts,
    },
    {
      name: `generate-batched-${size}`,
      ours,
      reference: spell('generate-batched', { ...common, 'batch-size': prompts, warmup: 1, steps: passes }),
      referenceSteps: 1,
      turns: 1,
      unitsPerStep: prompts,
    },
  ];
}

/** A case of run.py with its options. */
function spell(name: string, options: Readonly<Record<string, string | number>>): string[] {
  return [name, ...Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)])];
}
