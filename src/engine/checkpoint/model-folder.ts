import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, assertNever } from '../../shared/errors.ts';
import { describeReadError } from './file-errors.ts';
import { openSafetensors, type SafetensorsFile, type TensorInfo } from './safetensors/index.ts';
import { readWeightIndex, weightIndexName } from './weight-index.ts';

/** The weights of one Hugging Face folder; tensors are read one at a time. The caller closes it. */
export interface ModelFolder {
  readonly path: string;
  /** Bytes of all tensors as stored. */
  readonly totalBytes: number;
  names(): string[];
  has(name: string): boolean;
  /** Error for this and the readers: `model/missing-tensor`. */
  info(name: string): TensorInfo;
  readFloat32(name: string): Float32Array<ArrayBuffer>;
  readBfloat16(name: string): Uint16Array<ArrayBuffer>;
  close(): void;
}

export const singleWeightsName = 'model.safetensors';

/**
 * Opens `model.safetensors`, or the shards that `model.safetensors.index.json` names, and checks every header.
 * Errors: `model/no-weights`, `model/pickle-only`, `model/missing-shard`, `model/invalid-index`, and those of `openSafetensors`.
 */
export function openModelFolder(dir: string): ModelFolder {
  const layout = findWeights(dir);
  switch (layout.kind) {
    case 'single': {
      const file = openSafetensors(layout.file);
      return new OpenFolder(dir, [file], new Map([...file.tensors.keys()].map((name) => [name, file])));
    }
    case 'sharded':
      return openShards(dir, layout.index);
    default:
      return assertNever(layout);
  }
}

type WeightsLayout =
  | { readonly kind: 'single'; readonly file: string }
  | { readonly kind: 'sharded'; readonly index: string };

function findWeights(dir: string): WeightsLayout {
  const names = listFolder(dir);
  if (names.includes(singleWeightsName)) return { kind: 'single', file: join(dir, singleWeightsName) };
  if (names.includes(weightIndexName)) return { kind: 'sharded', index: join(dir, weightIndexName) };
  const pickle = names.find((name) => /\.(bin|pt|pth)$/.test(name));
  if (pickle !== undefined) {
    throw new AppError(
      'model/pickle-only',
      `${dir}: the weights are in "${pickle}", a pickle file that can run code and is not read; save the model as safetensors.`,
    );
  }
  throw new AppError(
    'model/no-weights',
    `${dir}: ${singleWeightsName} or ${weightIndexName} was expected, but the folder holds neither; check the path.`,
  );
}

function listFolder(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    throw describeReadError(error, dir, 'a model folder');
  }
}

function openShards(dir: string, indexFile: string): ModelFolder {
  const index = readWeightIndex(indexFile);
  const shards = new Map<string, SafetensorsFile>();
  const holders = new Map<string, SafetensorsFile>();
  try {
    for (const [tensor, shard] of index) {
      const file = shards.get(shard) ?? openShard(dir, shard, indexFile);
      shards.set(shard, file);
      if (!file.tensors.has(tensor)) {
        throw new AppError(
          'model/invalid-index',
          `${indexFile}: tensor "${tensor}" was expected in "${shard}", but that file does not hold it; fetch both again.`,
        );
      }
      holders.set(tensor, file);
    }
  } catch (error) {
    for (const file of shards.values()) file.close();
    throw error;
  }
  return new OpenFolder(dir, [...shards.values()], holders);
}

function openShard(dir: string, shard: string, indexFile: string): SafetensorsFile {
  const file = join(dir, shard);
  if (!existsSync(file)) {
    throw new AppError(
      'model/missing-shard',
      `${indexFile}: the shard "${shard}" was expected beside it, but it is missing; fetch it.`,
    );
  }
  return openSafetensors(file);
}

class OpenFolder implements ModelFolder {
  readonly path: string;
  readonly totalBytes: number;
  readonly #files: readonly SafetensorsFile[];
  readonly #holders: ReadonlyMap<string, SafetensorsFile>;

  constructor(path: string, files: readonly SafetensorsFile[], holders: ReadonlyMap<string, SafetensorsFile>) {
    this.path = path;
    this.#files = files;
    this.#holders = holders;
    this.totalBytes = this.names().reduce((sum, name) => sum + this.info(name).byteLength, 0);
  }

  names(): string[] {
    return [...this.#holders.keys()];
  }

  has(name: string): boolean {
    return this.#holders.has(name);
  }

  info(name: string): TensorInfo {
    const info = this.#holder(name).tensors.get(name);
    if (!info) throw new Error(`The holder of "${name}" lost it.`);
    return info;
  }

  readFloat32(name: string): Float32Array<ArrayBuffer> {
    return this.#holder(name).readFloat32(name);
  }

  readBfloat16(name: string): Uint16Array<ArrayBuffer> {
    return this.#holder(name).readBfloat16(name);
  }

  close(): void {
    for (const file of this.#files) file.close();
  }

  #holder(name: string): SafetensorsFile {
    const file = this.#holders.get(name);
    if (file) return file;
    throw new AppError(
      'model/missing-tensor',
      `${this.path}: tensor "${name}" was expected, but the weights do not hold it; they belong to another architecture or are incomplete.`,
    );
  }
}

/** Asks for a tensor of exactly this shape. Errors: `model/missing-tensor`, `model/shape-mismatch`. */
export function expectTensor(folder: ModelFolder, name: string, shape: readonly number[]): void {
  const found = folder.info(name).shape;
  if (found.length === shape.length && found.every((size, axis) => size === shape[axis])) return;
  throw new AppError(
    'model/shape-mismatch',
    `${folder.path}: tensor "${name}" must have the shape [${shape.join(', ')}] by config.json, but it has [${found.join(', ')}].`,
  );
}
