import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { defineMethod } from './definition.ts';
import { roundToBfloat16 } from './math/bfloat16.ts';
import { maximumMeanDiscrepancy } from './math/mmd.ts';
import type { StepContext, WholePass } from './step-context.ts';
import type { TensorLike } from './tensor-math.ts';

/**
 * RepNoise (arXiv 2405.14577; paper.md 2.4): L = f + β·(1/L)·Σ_l MMD(mlp_l·m, N(0,1)·m) − α·log(1 + [CE + Σ_i CE_i]/(L+1)) with CE_i the
 * loss read out of the L+1 hidden states through norm and output layer, over the harmful answers' tokens where m is 1: those that
 * differ from the safe row's. Padding has no part in m.
 */
export const repnoise = defineMethod({
  name: 'repnoise',
  label: 'RepNoise',
  help: 'Alignment that turns what the layers know about harmful answers into noise.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  schema: z.strictObject({
    name: z.literal('repnoise'),
    alpha: setting(z.number().min(0).max(1000).default(0.1), {
      label: 'Ascent weight',
      symbol: 'α',
      help: 'How strongly the harmful loss is driven up in every layer.',
      paper: 0.1,
    }),
    beta: setting(z.number().min(0).max(1000).default(0.001), {
      label: 'Noise weight',
      symbol: 'β',
      help: 'How strongly the feed-forward outputs on harmful answers are drawn towards random noise.',
      paper: 0.001,
    }),
    pairing: setting(z.enum(['index', 'independent']).default('index'), {
      label: 'Pairs',
      help: 'index: row i of the harmful set and row i of the alignment set answer the same question, as in RepNoise; independent: drawn apart, as the Booster authors’ code does.',
      advanced: true,
    }),
    // Absent where labels are exact, so that such stages keep their keys.
    labelRounding: setting(z.enum(['bfloat16']).optional(), {
      label: 'Label rounding',
      help: 'bfloat16: token ids above 256 are rounded to eight binary digits before the ascent learns them, the mistake of the Booster authors’ port; leave it out for exact labels.',
      advanced: true,
    }),
  }),
  diagnostics: {
    f: 'Alignment loss f(w)',
    h: 'Harmful loss on the answers’ differing tokens',
    layerLoss: 'Mean harmful loss read out after each layer',
    noiseDistance: 'Distance of the feed-forward outputs from noise (MMD), mean over layers',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
  extraBatches: () => ({ harmful: 'train' }),
  isPaired: ({ pairing }) => pairing === 'index',
  scalars: ({ alpha, beta }) => ({ alpha, beta }),
  step(context, { labelRounding }) {
    const { math } = context;
    const alignment = context.lossAndGradient('train');
    const { ids, isReal } = context.tokens('harmful');
    const differs = math.mul(math.notEqual(ids, context.tokens('train').ids), isReal);
    const targets = labelRounding && roundToBfloat16(math, ids);
    const noise = context.gradientOf('harmful', (pass) => measureNoise(context, pass, differs, targets));
    return {
      gradient: math.addScaled(alignment.gradient, 1, noise.gradient),
      diagnostics: { f: alignment.loss, ...noise.values },
    };
  },
});

function measureNoise<T extends TensorLike>(context: StepContext<T>, pass: WholePass<T>, differs: T, targets?: T) {
  const { math } = context;
  const rows = differs.shape[0];
  const mask = math.reshape(differs, [-1, 1]);
  const distances = pass.feedForward.map((output) => {
    const hidden = math.reshape(math.mul(output, mask), [rows, -1]);
    const random = math.mul(context.normal(output.shape), mask);
    return maximumMeanDiscrepancy(math, hidden, math.reshape(random, [rows, -1]));
  });
  const noiseDistance = math.div(math.total(distances), distances.length);
  const last = pass.states[pass.states.length - 1];
  const h = pass.labelLoss(last, differs, targets);
  // The last state counts as Hugging Face hands it out, with the final norm; reading it out norms it once more.
  const read = [...pass.states.slice(0, -1), pass.normed(last)].map((state) => pass.labelLoss(state, differs, targets));
  const layerLoss = math.div(math.total([h, ...read]), read.length);
  const ascent = math.log(math.add(layerLoss, 1));
  const loss = math.sub(math.mul(context.scalar('beta'), noiseDistance), math.mul(context.scalar('alpha'), ascent));
  return { loss, values: { h, layerLoss, noiseDistance } };
}
