import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { defineMethod } from './definition.ts';
import { adamStep, startAdam } from './math/adam.ts';
import type { StepContext } from './step-context.ts';
import type { TensorLike, Vector } from './tensor-math.ts';

/** More adversary steps than this are not unrolled into one native call: compiling them would take minutes. */
const mostInnerSteps = 32;

/**
 * TAR (arXiv 2408.00761; paper.md 2.9) on the trained weights, first order: an adversary takes K steps on harmful batches from w;
 * after every `everySteps` of them the gradient of −H is taken where it stands, H the mean entropy of the next token on held-out
 * harmful rows. g = retainWeight·∇(f + representationWeight·‖states − states⁰‖²) + tamperWeight·(mean of those gradients).
 */
export const tar = defineMethod({
  name: 'tar',
  label: 'TAR',
  help: 'Alignment against a simulated attack of several steps: the attacked model is to stay undecided on harmful answers.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  passes: ({ innerSteps, everySteps, adversaryBatchSize, harmfulBatchSize }) => ({
    train: 2,
    harmful: (innerSteps * adversaryBatchSize) / harmfulBatchSize + listTamperSteps(innerSteps, everySteps).length,
  }),
  schema: z.strictObject({
    name: z.literal('tar'),
    tamperWeight: setting(z.number().min(0).max(10_000).default(4), {
      label: 'Tamper-resistance weight',
      symbol: 'λ',
      help: 'How much the attacked model’s gradient counts beside that of the alignment data.',
    }),
    retainWeight: setting(z.number().min(0).max(10_000).default(1), {
      label: 'Retain weight',
      help: 'How much the loss on the alignment data and its representations count.',
      advanced: true,
    }),
    representationWeight: setting(z.number().min(0).max(10_000).default(1), {
      label: 'Representation weight',
      help: 'How strongly hidden states on the alignment data are held near those of the model at the start.',
    }),
    innerSteps: setting(z.int().min(1).max(mostInnerSteps).default(8), {
      label: 'Adversary steps',
      symbol: 'K',
      help: 'Steps of the simulated attack in every optimizer step; all of them are one compiled call, so at most 32.',
    }),
    everySteps: setting(z.int().min(1).max(mostInnerSteps).default(4), {
      label: 'Judged every',
      help: 'The attacked model is judged after every so many adversary steps, and after the last.',
      unit: 'steps',
    }),
    innerOptimizer: setting(z.enum(['adamw', 'sgd']).default('adamw'), {
      label: 'Adversary optimizer',
      help: 'adamw: AdamW with fresh moments in every optimizer step, without weight decay; sgd: plain gradient steps.',
    }),
    innerLearningRates: setting(z.array(z.number().positive().max(10)).min(1).max(16).default([1e-4, 3e-4, 1e-3]), {
      label: 'Adversary learning rates',
      help: 'The simulated attacks use these in turn, one per optimizer step.',
    }),
    adversaryBatchSize: setting(z.int().min(1).max(4096).default(4), {
      label: 'Adversary batch size',
      help: 'Harmful examples per adversary step.',
    }),
    harmfulBatchSize: setting(z.int().min(1).max(4096).default(8), {
      label: 'Held-out batch size',
      help: 'Harmful examples on which the attacked model is judged; the adversary does not see them in that step.',
    }),
  }),
  diagnostics: {
    f: 'Alignment loss f(w)',
    h: 'Harmful loss before the adversary’s first step',
    hAttacked: 'Harmful loss before the adversary’s last step',
    attackedEntropy: 'Entropy of the attacked model on held-out harmful answers, mean over the judgements',
    representationDistance: 'Mean squared distance of the hidden states from those at the start',
    retainGradientNorm: 'Norm of the gradient on the alignment data',
    tamperGradientNorm: 'Norm of the mean gradient of the attacked models',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
  extraBatches: ({ innerSteps, adversaryBatchSize, harmfulBatchSize }) => ({
    harmful: harmfulBatchSize + innerSteps * adversaryBatchSize,
  }),
  scalars: ({ tamperWeight, retainWeight, representationWeight }) => ({
    tamperWeight,
    retainWeight,
    representationWeight,
  }),
  stepScalars: ({ innerLearningRates }, done) => ({
    innerLearningRate: innerLearningRates[done % innerLearningRates.length],
  }),
  anchors: { start: 'weights' },
  step(context, options) {
    const { math } = context;
    const attack = simulateAttack(context, options);
    const retain = takeRetain(context);
    const tamper = math.scale(1 / attack.gradients.length, sumVectors(context, attack.gradients));
    return {
      gradient: math.addScaled(
        math.scale(context.scalar('retainWeight'), retain.gradient),
        context.scalar('tamperWeight'),
        tamper,
      ),
      diagnostics: {
        ...retain.values,
        h: attack.losses[0],
        hAttacked: attack.losses[attack.losses.length - 1],
        attackedEntropy: math.div(math.total(attack.entropies), attack.entropies.length),
        retainGradientNorm: math.norm(retain.gradient),
        tamperGradientNorm: math.norm(tamper),
      },
    };
  },
});

interface Attack {
  readonly innerSteps: number;
  readonly everySteps: number;
  readonly innerOptimizer: 'adamw' | 'sgd';
  readonly adversaryBatchSize: number;
  readonly harmfulBatchSize: number;
}

/** After which adversary steps, from 1, the attacked model is judged. */
function listTamperSteps(innerSteps: number, everySteps: number): number[] {
  const all = Array.from({ length: innerSteps }, (_, index) => index + 1);
  return all.filter((step) => step % everySteps === 0 || step === innerSteps);
}

/** The held-out rows are the first of the harmful batch, those of the adversary's steps follow. */
function simulateAttack<T extends TensorLike>(context: StepContext<T>, options: Attack) {
  const { math } = context;
  const { innerSteps, everySteps, innerOptimizer, adversaryBatchSize, harmfulBatchSize } = options;
  const rate = context.scalar('innerLearningRate');
  const judged = new Set(listTamperSteps(innerSteps, everySteps));
  let weights: Vector<T> = context.weights;
  let adam = startAdam<T>();
  const losses: T[] = [];
  const entropies: T[] = [];
  const gradients: Vector<T>[] = [];
  for (let step = 1; step <= innerSteps; step++) {
    const first = harmfulBatchSize + (step - 1) * adversaryBatchSize;
    const { loss, gradient } = context.lossAndGradient('harmful', { weights, rows: [first, adversaryBatchSize] });
    losses.push(loss);
    if (innerOptimizer === 'sgd') weights = math.addScaled(weights, math.neg(rate), gradient);
    else ({ weights, state: adam } = adamStep(math, adam, { weights, gradient, rate }));
    if (!judged.has(step)) continue;
    const tamper = context.gradientOf('harmful', (pass) => judge(context, pass.labelEntropy(lastOf(pass.states))), {
      weights,
      rows: [0, harmfulBatchSize],
    });
    gradients.push(tamper.gradient);
    entropies.push(tamper.values['entropy']);
  }
  return { losses, entropies, gradients };
}

function judge<T extends TensorLike>({ math }: StepContext<T>, entropy: T) {
  return { loss: math.neg(entropy), values: { entropy } };
}

/** The gradient of f + representationWeight · (mean squared distance of the hidden states, with the final norm on the last one). */
function takeRetain<T extends TensorLike>(context: StepContext<T>) {
  const { math } = context;
  const isReal = math.reshape(context.tokens('train').isReal, [-1, 1]);
  const before = context.wholePass('train', { weights: context.anchor('start') });
  const reference = [...before.states.slice(0, -1), before.normed(lastOf(before.states))];
  return context.gradientOf('train', (pass) => {
    const last = lastOf(pass.states);
    const f = pass.labelLoss(last);
    const states = [...pass.states.slice(0, -1), pass.normed(last)];
    const distances = states.map((state, index) => {
      const squares = math.mul(math.square(math.sub(state, reference[index])), isReal);
      return math.div(math.sum(squares), math.mul(math.sum(isReal), state.shape[1]));
    });
    const representationDistance = math.div(math.total(distances), distances.length);
    return {
      loss: math.add(f, math.mul(context.scalar('representationWeight'), representationDistance)),
      values: { f, representationDistance },
    };
  });
}

function sumVectors<T extends TensorLike>({ math }: StepContext<T>, vectors: readonly Vector<T>[]): Vector<T> {
  return vectors.reduce((sum, vector) => math.addScaled(sum, 1, vector));
}

function lastOf<T>(list: readonly T[]): T {
  return list[list.length - 1];
}
