import type { Trainable } from '../../shared/settings/model.ts';
import type { Scope, VariableSpec } from '../runtime/program.ts';
import type { Tensor } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import { listLoraParameters } from './lora.ts';
import { listParameters, type Parameter } from './parameters.ts';
import type { Dropout, WeightSource } from './weights.ts';

/** The weights that training changes: the adapter's, or the model's own. */
export function listTrainables(config: DecoderConfig, trainable: Trainable): Parameter[] {
  switch (trainable.kind) {
    case 'lora':
      return listLoraParameters(config, trainable);
    case 'full': {
      // A tied output layer is the embedding, so it is frozen with it; an untied one is trained, as in the reference.
      return listParameters(config).filter(
        ({ name }) => !(trainable.freezeEmbeddings && name === config.weights.embedding),
      );
    }
  }
}

/** Variables of a model: frozen weights in the chosen storage, trained ones in float32. Without `trainable` all are frozen. */
export function modelVariables(
  config: DecoderConfig,
  trainable: Trainable | null,
  frozenStorage: 'float32' | 'bfloat16',
): { frozen: VariableSpec[]; trained: VariableSpec[] } {
  const trained = (trainable ? listTrainables(config, trainable) : []).map(({ name, shape }) => ({
    name,
    shape,
    storage: 'float32' as const,
  }));
  const names = new Set(trained.map(({ name }) => name));
  const frozen = listParameters(config)
    .filter(({ name }) => !names.has(name))
    // Norms and biases are a sliver of the memory, and their rounding would be felt everywhere.
    .map(({ name, shape }) => ({ name, shape, storage: shape.length > 1 ? frozenStorage : ('float32' as const) }));
  return { frozen, trained };
}

/** Weights as a forward pass sees them: `trained` by position, everything else from the executor's variables. */
export function weightSource(options: {
  config: DecoderConfig;
  trainable: Trainable | null;
  scope: Scope;
  names: readonly string[];
  trained?: readonly Tensor[];
  dropout?: Dropout;
  /** Compute the layers again in the backward pass; `widens`: frozen matrices are stored in bfloat16. */
  recompute?: { readonly widens: boolean };
}): WeightSource {
  const { config, trainable, scope, trained } = options;
  const positions = new Map(options.names.map((name, index) => [name, index]));
  const known = new Set([...listParameters(config).map(({ name }) => name), ...options.names]);
  return {
    has: (name) => known.has(name),
    get(name) {
      const position = positions.get(name);
      return trained && position !== undefined ? trained[position] : scope.read(name);
    },
    lora: trainable?.kind === 'lora' ? trainable : null,
    dropout: options.dropout ?? null,
    recompute: options.recompute
      ? {
          ...options.recompute,
          order: { done: null },
          trained: new Map((trained ?? []).map((tensor, index) => [options.names[index], tensor])),
        }
      : null,
  };
}
