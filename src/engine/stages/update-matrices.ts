import type { UpdateMatrix } from '../../shared/methods/post/index.ts';
import type { ModelChoice, Trainable } from '../../shared/settings/model.ts';
import { openModelFolder } from '../checkpoint/index.ts';
import type { DecoderConfig } from '../models/config.ts';
import { listLoraParameters } from '../models/lora.ts';
import { listLayerModules } from '../models/parameters.ts';
import { storedName } from '../models/stored-name.ts';

type Weights = ReadonlyMap<string, Float32Array>;
type Matrix = Omit<UpdateMatrix, 'inputNorms'>;

/** What training has added to a model, as matrices from inputs to outputs. */
export interface UpdateMatrices {
  readonly names: readonly string[];
  list(weights: Weights): Matrix[];
  /** The weights with other values of the matrices. */
  put(weights: Weights, matrices: Weights): Weights;
}

/** The matrices of an adapter; of full training the differences of the layers' linear weights from the base model's. */
export function openUpdateMatrices(config: DecoderConfig, model: ModelChoice, trainable: Trainable): UpdateMatrices {
  return trainable.kind === 'lora'
    ? adapterMatrices(listLoraParameters(config, trainable))
    : differenceMatrices(config, model.path);
}

function adapterMatrices(parameters: ReturnType<typeof listLoraParameters>): UpdateMatrices {
  return {
    names: parameters.map(({ name }) => name),
    list: (weights) =>
      parameters.map(({ name, shape }) => ({
        name,
        rows: shape[0],
        columns: shape[1],
        values: getWeight(weights, name),
      })),
    put: (weights, matrices) => new Map([...weights, ...matrices]),
  };
}

function differenceMatrices(config: DecoderConfig, folder: string): UpdateMatrices {
  const modules = Array.from({ length: config.layerCount }, (_, layer) => listLayerModules(config, layer)).flat();
  const named = modules.map(({ name, outSize, inSize }) => ({
    name: `${name}.weight`,
    rows: outSize,
    columns: inSize,
  }));
  const isStoredAsMatrix = config.weights.orientation === 'out-in';
  /** Calls back with each weight of the base model in turn, so that one at a time is in memory. */
  const withBase = <Result>(use: (matrix: (typeof named)[number], base: Float32Array) => Result): Result[] => {
    const opened = openModelFolder(folder);
    try {
      return named.map((matrix) => use(matrix, opened.readFloat32(storedName(opened, matrix.name))));
    } finally {
      opened.close();
    }
  };
  return {
    names: named.map(({ name }) => name),
    list: (weights) =>
      withBase((matrix, base) => {
        const difference = getWeight(weights, matrix.name).map((value, place) => value - base[place]);
        const values = isStoredAsMatrix ? difference : transpose(difference, matrix.columns, matrix.rows);
        return { ...matrix, values };
      }),
    put: (weights, matrices) =>
      new Map([
        ...weights,
        ...withBase(({ name, rows, columns }, base): [string, Float32Array] => {
          const changed = matrices.get(name);
          if (!changed) return [name, getWeight(weights, name)];
          const difference = isStoredAsMatrix ? changed : transpose(changed, rows, columns);
          const now = getWeight(weights, name);
          // What was not changed stays to the last bit.
          return [name, base.map((value, place) => (difference[place] === 0 ? value : now[place]))];
        }),
      ]),
  };
}

function getWeight(weights: Weights, name: string): Float32Array {
  const values = weights.get(name);
  if (!values) throw new Error(`The trained weight ${name} is missing.`);
  return values;
}

/** [rows, columns] as [columns, rows]. */
function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, place) => values[(place % rows) * columns + Math.floor(place / rows)]);
}
