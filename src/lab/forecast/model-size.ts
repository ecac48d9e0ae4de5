import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { embeddingEnds } from '../../shared/settings/model.ts';
import type { StageSpec } from '../../shared/spec/stage.ts';

/** Far above any header; a larger number means that the file is something else. */
const maxHeaderBytes = 100_000_000;

const headerSchema = z.record(z.string(), z.looseObject({ shape: z.array(z.number()).optional() }));

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Sizes in parameters. */
export interface ModelSize {
  readonly total: number;
  /** Parameters that a stage trains: an adapter's, or the model's own. */
  readonly trained: number;
}

/** Tensors of model folders that were read, by digest; null where the folder cannot be read. */
const known = new Map<string, readonly Tensor[] | null>();

/** How large the model of a stage is, from the headers of its weights; null where they cannot be read. */
export function measureModel({ model, trainable }: StageSpec): ModelSize | null {
  let tensors = known.get(model.digest);
  if (tensors === undefined) {
    tensors = readTensors(model.path);
    known.set(model.digest, tensors);
  }
  if (tensors === null) return null;
  const total = sum(tensors.map(countParameters));
  if (trainable.kind === 'full') {
    const embeddings = tensors.filter(({ name }) => embeddingEnds.some((end) => name.endsWith(end)));
    return { total, trained: total - (trainable.freezeEmbeddings ? sum(embeddings.map(countParameters)) : 0) };
  }
  const layers = tensors.filter(({ name }) => trainable.targets.some((target) => name.endsWith(`.${target}.weight`)));
  return { total, trained: trainable.rank * sum(layers.map(({ shape }) => sum(shape))) };
}

function readTensors(folder: string): readonly Tensor[] | null {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.safetensors'))
      .flatMap((name) => readHeader(join(folder, name)))
      .filter(({ name }) => !isMask(name));
  } catch {
    return null;
  }
}

/** Old GPT-2 files hold the causal mask of every layer, which is no parameter. */
function isMask(name: string): boolean {
  return name.endsWith('.attn.bias') || name.endsWith('.attn.masked_bias');
}

/** A safetensors file begins with the length of its header (8 bytes, little-endian) and the header, JSON. */
function readHeader(path: string): Tensor[] {
  const file = openSync(path, 'r');
  try {
    const length = Buffer.alloc(8);
    readSync(file, length, 0, 8, 0);
    const size = Number(length.readBigUInt64LE());
    if (size > maxHeaderBytes) throw new Error('Not a safetensors file.');
    const bytes = Buffer.alloc(size);
    readSync(file, bytes, 0, size, 8);
    return Object.entries(headerSchema.parse(JSON.parse(bytes.toString('utf8')))).flatMap(([name, { shape }]) =>
      shape ? [{ name, shape }] : [],
    );
  } finally {
    closeSync(file);
  }
}

function countParameters({ shape }: Tensor): number {
  return shape.reduce((product, size) => product * size, 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
