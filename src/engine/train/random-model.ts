import { createRandom, deriveSeed } from '../data/index.ts';
import { sizeOf, type VariableSpec } from '../runtime/program.ts';

/** Weights of an untrained model as transformers draws them: normal with the given standard deviation, norms one, biases zero. */
export function randomModelWeights(
  variables: readonly VariableSpec[],
  options: { seed: number; deviation: number },
): Map<string, Float32Array> {
  return new Map(
    variables.map(({ name, shape }) => {
      if (shape.length === 1) return [name, new Float32Array(sizeOf(shape)).fill(name.endsWith('.bias') ? 0 : 1)];
      const random = createRandom(deriveSeed(options.seed, `weight ${name}`));
      return [name, Float32Array.from({ length: sizeOf(shape) }, () => random.nextNormal() * options.deviation)];
    }),
  );
}
