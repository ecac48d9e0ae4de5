import type { Orientation } from './config.ts';
import type { WeightOverlay } from './load-weights.ts';
import { type LoraSettings, loraNames, loraScale } from './lora.ts';

/** Adds an adapter into the weights it belongs to: W ← W + (alpha/rank)·B·A, in float32, as PEFT's merge; transposed where W is [in, out]. */
export function mergeAdapter(
  settings: Pick<LoraSettings, 'rank' | 'loraAlpha'>,
  adapter: ReadonlyMap<string, Float32Array>,
  orientation: Orientation,
): WeightOverlay {
  const scale = loraScale(settings as LoraSettings); // only rank and alpha are read
  const matrices = (name: string): { a: Float32Array; b: Float32Array } | null => {
    if (!name.endsWith('.weight')) return null;
    const names = loraNames(name.slice(0, -'.weight'.length));
    const [a, b] = [adapter.get(names.a), adapter.get(names.b)];
    return a && b ? { a, b } : null;
  };
  return {
    has: (name) => matrices(name) !== null,
    apply(name, values) {
      const found = matrices(name);
      if (!found) return values;
      const { a, b } = found;
      if (orientation === 'out-in') addProduct(values, b, a, settings.rank, scale);
      else
        addProduct(values, transpose(a, settings.rank), transpose(b, b.length / settings.rank), settings.rank, scale);
      return values;
    },
  };
}

/** Puts other values in place of a folder's: the trained weights of an earlier stage. */
export function replaceWeights(weights: ReadonlyMap<string, Float32Array>): WeightOverlay {
  return { has: (name) => weights.has(name), apply: (name, values) => weights.get(name) ?? values };
}

/** Rows become columns. */
function transpose(values: Float32Array, rows: number): Float32Array {
  const columns = values.length / rows;
  return Float32Array.from(values, (_, index) => values[(index % rows) * columns + Math.floor(index / rows)]);
}

/** target [out, in] += scale · b [out, rank] · a [rank, in]. The sum over the rank is formed first, as the reference does. */
function addProduct(target: Float32Array, b: Float32Array, a: Float32Array, rank: number, scale: number): void {
  const inSize = a.length / rank;
  const row = new Float32Array(inSize);
  for (let out = 0; out < b.length / rank; out++) {
    row.fill(0);
    for (let inner = 0; inner < rank; inner++) {
      const factor = b[out * rank + inner];
      const offset = inner * inSize;
      for (let column = 0; column < inSize; column++) row[column] += factor * a[offset + column];
    }
    const offset = out * inSize;
    for (let column = 0; column < inSize; column++) target[offset + column] += scale * row[column];
  }
}
