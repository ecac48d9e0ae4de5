import type { Tensor } from '../runtime/tf.ts';
import { tf } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import { layerNorm, rmsNorm } from './layers.ts';
import type { WeightSource } from './weights.ts';

/** The family's norm over the last axis, with the weights of the module of that name. */
export function applyNorm(config: DecoderConfig, source: WeightSource, module: string, x: Tensor): Tensor {
  const { norm } = config;
  const weight = source.get(`${module}.weight`);
  switch (norm.kind) {
    case 'rms':
      return rmsNorm(x, norm.weightOffset === 0 ? weight : tf.add(weight, tf.scalar(norm.weightOffset)), norm.epsilon);
    case 'layer':
      return layerNorm(x, weight, source.get(`${module}.bias`), norm.epsilon);
  }
}

/** The same for a norm of a layer; a place without one leaves x as it is. */
export function applyLayerNorm(
  config: DecoderConfig,
  source: WeightSource,
  layer: number,
  place: keyof DecoderConfig['weights']['norms'],
  x: Tensor,
): Tensor {
  const { layers, norms } = config.weights;
  const name = norms[place];
  return name === undefined ? x : applyNorm(config, source, `${layers}.${layer}.${name}`, x);
}
