import { orderAfter, type RecomputationOrder, recomputed } from '../runtime/recompute.ts';
import type { Tensor } from '../runtime/tf.ts';
import type { AttentionView } from './attention.ts';
import type { Dropout, WeightSource } from './weights.ts';

/** How the parts of a pass are computed again for the gradient instead of being kept. */
export interface Recomputation {
  /** Weights that may be differentiated by, under their names. */
  readonly trained: ReadonlyMap<string, Tensor>;
  /** Frozen matrices are stored in bfloat16: each is widened anew where it is used, so that no pass holds all of them as float32. */
  readonly widens: boolean;
  readonly order: RecomputationOrder;
}

export interface LayerPart {
  /** What the names of the weights of this part begin with. */
  readonly prefixes: readonly string[];
  /** The stream, then whatever else is differentiated by. */
  readonly inputs: readonly Tensor[];
  readonly kept?: readonly Tensor[];
  readonly body: (weights: WeightSource, inputs: readonly Tensor[], kept: readonly Tensor[]) => Tensor;
}

/** A part of a pass, of which nothing but `inputs` and `kept` is kept for the gradient; as any other where the source does not recompute. */
export function recomputedPart(source: WeightSource, { prefixes, inputs, kept = [], body }: LayerPart): Tensor {
  const { recompute, dropout } = source;
  if (!recompute) return body(source, inputs, kept);
  const names = [...recompute.trained.keys()].filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  const firstUse = dropout?.uses ?? 0;
  return recomputed({
    inputs: [...inputs, ...names.map((name) => recompute.trained.get(name) as Tensor)], // names are its keys
    kept,
    order: recompute.order,
    body(given, keptAgain) {
      const trained = new Map(names.map((name, index) => [name, given[inputs.length + index]]));
      // The same masks both times, each drawn when its layer runs.
      const ownDropout: Dropout | null = dropout && {
        ...dropout,
        seed: orderAfter(dropout.seed, [given[0]]),
        uses: firstUse,
      };
      const weights = { ...widenLate(source, given[0]), dropout: ownDropout };
      const get = (name: string): Tensor => trained.get(name) ?? weights.get(name);
      const result = body({ ...weights, get }, given.slice(0, inputs.length), keptAgain);
      if (dropout && ownDropout) dropout.uses = Math.max(dropout.uses, ownDropout.uses);
      return result;
    },
  });
}

/** The source, whose frozen bfloat16 matrices are widened after `stream` is there. */
export function widenLate(source: WeightSource, stream: Tensor): WeightSource {
  const { recompute } = source;
  if (!recompute?.widens) return source;
  return {
    ...source,
    get(name) {
      const weight = source.get(name);
      return recompute.trained.has(name) || weight.shape.length < 2 ? weight : orderAfter(weight, [stream]);
    },
  };
}

/** The tensors of a view, for `kept`. */
export function tensorsOfView(view: AttentionView, layer: number): Tensor[] {
  const { rotary } = view;
  return [view.maskOf(layer), ...(rotary ? [rotary.cosines, rotary.sines] : [])];
}

/** The view with other tensors of the same values. */
export function viewOf(view: AttentionView, [mask, cosines, sines]: readonly Tensor[]): AttentionView {
  return { ...view, rotary: view.rotary && { cosines, sines }, maskOf: () => mask };
}
