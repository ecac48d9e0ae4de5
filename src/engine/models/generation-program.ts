import { dynamicUpdate } from '../runtime/custom-ops.ts';
import type { FunctionSpec, Scope, VariableSpec } from '../runtime/program.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import { masksOf, maskedScore } from './attention.ts';
import type { DecoderConfig } from './config.ts';
import { hiddenStates, outputLogits, runLayer } from './decoder.ts';
import { embedAt, prefillRotary, type Rotary, rotaryAt } from './positions.ts';
import type { WeightSource } from './weights.ts';

/** Static shape of a generation: rows, prompt tokens per row (right-padded), most new tokens, new tokens per native call. */
export interface GenerationShape {
  readonly name: string;
  readonly batch: number;
  readonly promptLength: number;
  readonly maxNewTokens: number;
  readonly chunk: number;
}

export interface GenerationOptions {
  readonly config: DecoderConfig;
  readonly shape: GenerationShape;
  readonly eosIds: readonly number[];
  readonly padId: number;
  readonly sourceOf: (scope: Scope) => WeightSource;
}

/**
 * Greedy generation with a key-value cache in session variables, as two functions:
 * `<name>.prefill` (ids, lengths → token) fills the cache and gives the first new token of each row;
 * `<name>.decode` (token, lengths, produced → tokens [batch, chunk], token, isFinished) runs up to `chunk` steps in one call
 * and stops early when every row has ended. New tokens of all rows share one cache slot per step, so a step writes one slice.
 */
export function generationProgram(options: GenerationOptions): {
  variables: VariableSpec[];
  functions: FunctionSpec[];
} {
  const { config, shape } = options;
  const names = Array.from({ length: config.layerCount }, (_, layer) => ({
    keys: `${shape.name}.keys.${layer}`,
    values: `${shape.name}.values.${layer}`,
  }));
  // As the products take them: with a reshape in between, XLA would copy every cache in every step.
  const cacheShape = [shape.batch * config.keyValueHeadCount, cacheLength(shape), config.headSize];
  return {
    variables: names
      .flatMap(({ keys, values }) => [keys, values])
      .map((name) => ({ name, shape: cacheShape, storage: 'float32' as const })),
    functions: [prefillFunction(options, names), decodeFunction(options, names)],
  };
}

type CacheNames = readonly { readonly keys: string; readonly values: string }[];

function cacheLength(shape: GenerationShape): number {
  // A last chunk may run past maxNewTokens; its surplus is cut by the caller.
  return shape.promptLength + Math.ceil(shape.maxNewTokens / shape.chunk) * shape.chunk;
}

function prefillFunction({ config, shape, sourceOf }: GenerationOptions, names: CacheNames): FunctionSpec {
  const { batch, promptLength: length } = shape;
  return {
    name: `${shape.name}.prefill`,
    inputs: { ids: { shape: [batch, length], dtype: 'int32' }, lengths: { shape: [batch], dtype: 'int32' } },
    build(scope, { ids, lengths }) {
      const source = sourceOf(scope);
      const room: [number, number][] = [
        [0, 0],
        [0, cacheLength(shape) - length],
        [0, 0],
      ];
      const remember = (layer: number, keys: Tensor, values: Tensor) => {
        scope.assign(names[layer].keys, tf.pad(keys, room));
        scope.assign(names[layer].values, tf.pad(values, room));
        return { keys, values };
      };
      const rowStarts = tf.mul(tf.range(0, batch, 1, 'int32'), tf.scalar(length, 'int32'));
      const last = tf.sub(tf.add(rowStarts, lengths), tf.scalar(1, 'int32'));
      const hidden = hiddenStates(config, source, ids, last, { remember });
      return { token: tf.argMax(outputLogits(config, source, hidden), 1) };
    },
  };
}

function decodeFunction(options: GenerationOptions, names: CacheNames): FunctionSpec {
  const { config, shape, eosIds, padId, sourceOf } = options;
  const { batch, chunk } = shape;
  const vector = { shape: [batch], dtype: 'int32' } as const;
  return {
    name: `${shape.name}.decode`,
    inputs: { token: vector, isFinished: vector, lengths: vector, produced: { shape: [], dtype: 'int32' } },
    build(scope, { token, isFinished, lengths, produced }) {
      const source = sourceOf(scope);
      const caches = names.flatMap(({ keys, values }) => [scope.read(keys), scope.read(values)]);
      const rotary = prefillRotary(config, cacheLength(shape));
      // Reading every weight here keeps variable reads out of the loop body.
      const hold = holdWeights(source);
      const one = tf.scalar(1, 'int32');
      const [tokens, lastToken, finished, , ...filled] = scope.loop({
        initial: [tf.fill([batch, chunk], padId, 'int32'), token, isFinished, tf.scalar(0, 'int32'), ...caches],
        maxSteps: chunk,
        condition: (state) => tf.logicalNot(tf.all(tf.cast(state[2], 'bool'))),
        body: ([all, current, done, step, ...cache]) => {
          const offset = tf.add(produced, step);
          const { logits, caches: next } = decodeStep({
            config,
            source: hold,
            shape,
            token: current,
            lengths,
            offset,
            caches: cache,
            rotary,
          });
          const isDone = tf.cast(done, 'bool');
          const chosen = tf.where(isDone, tf.fill([batch], padId, 'int32'), tf.argMax(logits, 1));
          const isEos = eosIds
            .map((id) => tf.equal(chosen, tf.scalar(id, 'int32')))
            .reduce((left, right) => tf.logicalOr(left, right));
          const written = dynamicUpdate(all, tf.expandDims(chosen, 1), tf.stack([tf.scalar(0, 'int32'), step]));
          return [written, chosen, tf.cast(tf.logicalOr(isDone, isEos), 'int32'), tf.add(step, one), ...next];
        },
      });
      names.forEach(({ keys, values }, layer) => {
        scope.assign(keys, filled[2 * layer]);
        scope.assign(values, filled[2 * layer + 1]);
      });
      return { tokens, token: lastToken, isFinished: finished };
    },
  };
}

interface DecodeStep {
  readonly config: DecoderConfig;
  readonly source: WeightSource;
  readonly shape: GenerationShape;
  readonly token: Tensor;
  readonly lengths: Tensor;
  /** How many new tokens are in the cache already. */
  readonly offset: Tensor;
  readonly caches: readonly Tensor[];
  readonly rotary: Rotary;
}

function decodeStep({ config, source, shape, token, lengths, offset, caches, rotary }: DecodeStep): {
  logits: Tensor;
  caches: Tensor[];
} {
  const { batch } = shape;
  const slot = tf.add(offset, tf.scalar(shape.promptLength, 'int32'));
  const zero = tf.scalar(0, 'int32');
  const start = tf.stack([zero, slot, zero]);
  const position = tf.add(lengths, offset);
  const next: Tensor[] = [];
  const view = {
    batch,
    length: 1,
    rotary: rotaryAt(config, rotary, position),
    maskOf: masksOf(config, cacheLength(shape), (window) => decodeMask(shape, lengths, slot, window)),
    remember(layer: number, newKeys: Tensor, newValues: Tensor) {
      const keys = dynamicUpdate(caches[2 * layer], newKeys, start);
      const values = dynamicUpdate(caches[2 * layer + 1], newValues, start);
      next.push(keys, values);
      return { keys, values };
    },
  };
  let stream = embedAt(config, source, token, position);
  for (let layer = 0; layer < config.layerCount; layer++) stream = runLayer(config, source, layer, stream, view);
  return { logits: outputLogits(config, source, stream), caches: next };
}

/**
 * [batch, 1, 1, 1, cacheLength]: a key is seen if it belongs to the row's prompt, or to a new token up to this one, and lies
 * among the last `window` tokens of the row.
 */
function decodeMask(shape: GenerationShape, lengths: Tensor, slot: Tensor, window: number | null): Tensor {
  const length = cacheLength(shape);
  const promptLength = tf.scalar(shape.promptLength, 'int32');
  const index = tf.expandDims(tf.range(0, length, 1, 'int32'), 0);
  const rowLengths = tf.expandDims(lengths, 1);
  const inPrompt = tf.less(index, rowLengths);
  const isNew = tf.logicalAnd(tf.greaterEqual(index, promptLength), tf.lessEqual(index, slot));
  const belongs = tf.logicalOr(inPrompt, isNew);
  const isSeen =
    window === null ? belongs : tf.logicalAnd(belongs, isWithin(window, { index, rowLengths, promptLength, slot }));
  const hidden = tf.sub(tf.scalar(1), tf.cast(isSeen, 'float32'));
  return tf.reshape(tf.mul(hidden, tf.scalar(maskedScore)), [shape.batch, 1, 1, 1, length]);
}

/** [batch, cacheLength]: true where the key is at most `window` − 1 tokens before the new one; the first new slot follows the row's prompt. */
function isWithin(
  window: number,
  { index, rowLengths, promptLength, slot }: Record<'index' | 'rowLengths' | 'promptLength' | 'slot', Tensor>,
): Tensor {
  const placeOf = (place: Tensor): Tensor => tf.add(tf.sub(place, promptLength), rowLengths);
  const keyPlace = tf.where(tf.less(index, promptLength), tf.add(index, tf.zerosLike(rowLengths)), placeOf(index));
  return tf.greater(keyPlace, tf.sub(placeOf(slot), tf.scalar(window, 'int32')));
}

/** The same weights, each fetched once, here and now. */
function holdWeights(source: WeightSource): WeightSource {
  const held = new Map<string, Tensor>();
  return {
    ...source,
    has: (name) => source.has(name),
    get(name) {
      const known = held.get(name) ?? source.get(name);
      held.set(name, known);
      return known;
    },
  };
}
