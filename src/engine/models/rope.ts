import type { Positions } from './config.ts';

type RotaryPositions = Extract<Positions, { kind: 'rotary' }>;

/**
 * Angular frequencies of the rotary positions, one per pair of head dimensions, in radians per position.
 * Source: transformers modeling_rope_utils.py (default, linear, llama3).
 */
export function rotaryFrequencies(headSize: number, { theta, scaling }: RotaryPositions): Float64Array {
  const plain = Float64Array.from({ length: headSize / 2 }, (_, index) => theta ** (-(2 * index) / headSize));
  switch (scaling.kind) {
    case 'none':
      return plain;
    case 'linear':
      return plain.map((frequency) => frequency / scaling.factor);
    case 'llama3': {
      const longest = scaling.originalMaxPositions / scaling.lowFrequencyFactor;
      const shortest = scaling.originalMaxPositions / scaling.highFrequencyFactor;
      return plain.map((frequency) => {
        const wavelength = (2 * Math.PI) / frequency;
        if (wavelength < shortest) return frequency;
        if (wavelength > longest) return frequency / scaling.factor;
        const smooth =
          (scaling.originalMaxPositions / wavelength - scaling.lowFrequencyFactor) /
          (scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
        return ((1 - smooth) * frequency) / scaling.factor + smooth * frequency;
      });
    }
  }
}

/**
 * Cosines and sines [positions, headSize/2] for positions 0, 1, 2, …
 * Frequencies and angles are rounded to float32 as the reference does, which matters at far positions.
 */
export function rotaryTables(
  headSize: number,
  rotary: RotaryPositions,
  positions: number,
): { cosines: Float32Array; sines: Float32Array } {
  const frequencies = Float32Array.from(rotaryFrequencies(headSize, rotary));
  const pairs = frequencies.length;
  const cosines = new Float32Array(positions * pairs);
  const sines = new Float32Array(positions * pairs);
  for (let position = 0; position < positions; position++) {
    for (let pair = 0; pair < pairs; pair++) {
      const angle = Math.fround(position * frequencies[pair]);
      cosines[position * pairs + pair] = Math.cos(angle);
      sines[position * pairs + pair] = Math.sin(angle);
    }
  }
  return { cosines, sines };
}
