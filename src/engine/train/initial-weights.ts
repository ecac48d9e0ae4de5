import { createRandom, deriveSeed } from '../data/index.ts';
import { sizeOf, type VariableSpec } from '../runtime/program.ts';

/**
 * A fresh adapter as PEFT makes it: A uniform in ±1/√in (Kaiming with a = √5), B zero, so that the model starts unchanged.
 * The values depend on the seed and the weight's name alone.
 */
export function freshAdapter(trained: readonly VariableSpec[], seed: number): Map<string, Float32Array> {
  return new Map(
    trained.map(({ name, shape }) => {
      const values = new Float32Array(sizeOf(shape));
      if (name.endsWith('.lora_A.weight')) {
        const random = createRandom(deriveSeed(seed, `adapter ${name}`));
        const bound = 1 / Math.sqrt(shape[1]);
        for (let index = 0; index < values.length; index++) values[index] = (2 * random.nextFraction() - 1) * bound;
      }
      return [name, values];
    }),
  );
}
