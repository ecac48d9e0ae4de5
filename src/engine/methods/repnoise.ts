import { repnoise as settings } from '../../shared/methods/repnoise.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import { addScaled } from './gradients.ts';
import type { MethodDefinition, StepContext, WholePass } from './method.ts';
import { maximumMeanDiscrepancy } from './mmd.ts';

/**
 * RepNoise (paper.md 2.4): L = f + β·(1/L)·Σ_l MMD(mlp_l·m, N(0,1)·m) − α·log(1 + [CE + Σ_i CE_i]/(L+1)) with CE_i the loss read out of
 * the L+1 hidden states through norm and output layer, over the harmful answers' tokens where m is 1: those that differ
 * from the safe row's. Padding has no part in m.
 */
export const repnoise: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: () => ({ harmful: 'train' }),
  isPaired: ({ pairing }) => pairing === 'index',
  scalars: ({ alpha, beta }) => ({ alpha, beta }),
  step(context) {
    const alignment = context.lossAndGradient('train');
    const { ids, isReal } = context.tokens('harmful');
    const differs = tf.mul(tf.cast(tf.notEqual(ids, context.tokens('train').ids), 'float32'), isReal);
    const noise = context.gradientOf('harmful', (pass) => measureNoise(context, pass, differs));
    return {
      gradient: addScaled(alignment.gradient, tf.scalar(1), noise.gradient),
      diagnostics: {
        f: alignment.loss,
        h: noise.values['h'],
        layerLoss: noise.values['layerLoss'],
        noiseDistance: noise.values['noiseDistance'],
      },
    };
  },
};

function measureNoise(context: StepContext, pass: WholePass, differs: Tensor) {
  const rows = differs.shape[0];
  const mask = tf.reshape(differs, [-1, 1]);
  const distances = pass.feedForward.map((output) => {
    const hidden = tf.reshape(tf.mul(output, mask), [rows, -1]);
    const random = tf.mul(context.normal(output.shape), mask);
    return maximumMeanDiscrepancy(hidden, tf.reshape(random, [rows, -1]));
  });
  const noiseDistance = mean(distances);
  const last = pass.states[pass.states.length - 1];
  const h = pass.labelLoss(last, differs);
  // The last state counts as Hugging Face hands it out, with the final norm; reading it out norms it once more.
  const read = [...pass.states.slice(0, -1), pass.normed(last)].map((state) => pass.labelLoss(state, differs));
  const layerLoss = tf.div(
    read.reduce((sum, loss) => tf.add(sum, loss), h),
    tf.scalar(read.length),
  );
  const ascent = tf.log(tf.add(layerLoss, tf.scalar(1)));
  const loss = tf.sub(tf.mul(context.scalar('beta'), noiseDistance), tf.mul(context.scalar('alpha'), ascent));
  return { loss, values: { h, layerLoss, noiseDistance } };
}

function mean(values: readonly Tensor[]): Tensor {
  return tf.div(
    values.reduce((sum, value) => tf.add(sum, value)),
    tf.scalar(values.length),
  );
}
