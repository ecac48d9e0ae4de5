import { tf, type Tensor } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import { rotate } from './layers.ts';
import { rotaryTables } from './rope.ts';
import type { WeightSource } from './weights.ts';

/** Cosines and sines that broadcast against heads [.., headSize/2]; null where positions are not rotary. */
export type Rotary = { readonly cosines: Tensor; readonly sines: Tensor } | null;

/** Rotary tables [length, headSize/2] for positions from 0. */
export function prefillRotary(config: DecoderConfig, length: number): Rotary {
  if (config.positions.kind !== 'rotary') return null;
  const { cosines, sines } = rotaryTables(config.headSize, config.positions, length);
  const shape: [number, number] = [length, config.headSize / 2];
  return { cosines: tf.tensor2d(cosines, shape), sines: tf.tensor2d(sines, shape) };
}

/** The rows of such tables for one position per row of a batch (int32 [batch]), as [batch, 1, 1, 1, headSize/2]. */
export function rotaryAt(config: DecoderConfig, rotary: Rotary, position: Tensor): Rotary {
  if (!rotary) return null;
  const shape = [position.size, 1, 1, 1, config.headSize / 2];
  return {
    cosines: tf.reshape(tf.gather(rotary.cosines, position), shape),
    sines: tf.reshape(tf.gather(rotary.sines, position), shape),
  };
}

/** Heads turned by their positions, or as they are where positions are not rotary. */
export function turnHeads(heads: Tensor, rotary: Rotary): Tensor {
  return rotary ? rotate(heads, rotary.cosines, rotary.sines) : heads;
}

/** Embeddings [batch·length, hidden] of `ids` [batch, length], each row from position 0. */
export function embed(config: DecoderConfig, source: WeightSource, ids: Tensor): Tensor {
  const tokens = embedTokens(config, source, ids);
  if (config.positions.kind !== 'learned') return tokens;
  const [batch, length] = ids.shape as [number, number]; // callers pass rank 2
  const places = placeVectors(config.positions, config, source, tf.range(0, length, 1, 'int32'));
  const rows = tf.add(tf.reshape(tokens, [batch, length, config.hiddenSize]), places);
  return tf.reshape(rows, [batch * length, config.hiddenSize]);
}

/** Embeddings [batch, hidden] of one token per row (int32 [batch]), each at a position of its own (int32 [batch]). */
export function embedAt(config: DecoderConfig, source: WeightSource, ids: Tensor, position: Tensor): Tensor {
  const tokens = embedTokens(config, source, ids);
  if (config.positions.kind !== 'learned') return tokens;
  return tf.add(tokens, placeVectors(config.positions, config, source, position));
}

function embedTokens(config: DecoderConfig, source: WeightSource, ids: Tensor): Tensor {
  const tokens = tf.gather(source.get(config.weights.embedding), tf.reshape(ids, [-1]));
  return config.embeddingScale === null ? tokens : tf.mul(tokens, tf.scalar(config.embeddingScale));
}

/** Rows of the table of places. Padding and surplus tokens may lie beyond its end, and what they give is never read. */
function placeVectors(
  { weight, offset }: { readonly weight: string; readonly offset: number },
  { maxPositions }: DecoderConfig,
  source: WeightSource,
  position: Tensor,
): Tensor {
  const known = tf.minimum(position, tf.scalar(maxPositions - 1, 'int32'));
  return tf.gather(source.get(weight), tf.add(known, tf.scalar(offset, 'int32')));
}
