import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { WeightsPair } from '../../../shared/views/reproduction.ts';
import type { BundleStage } from '../manifest.ts';

/** Compares the last weights of a training with those of a bundle, by digest, and by size of the difference where the bundle has them. */
export async function compareWeights(
  weights: NonNullable<BundleStage['weights']>,
  { record, folder }: { readonly record: string; readonly folder: string },
): Promise<WeightsPair> {
  const equal = await Promise.all(
    weights.files.map(async ({ path, sha256 }) => (await hash(join(folder, path))) === sha256),
  );
  if (equal.every(Boolean)) return { step: weights.step, isIdentical: true, difference: 0 };
  let difference = 0;
  let size = 0;
  for (const { path } of weights.files.filter((file) => file.path.endsWith('.safetensors'))) {
    const sums = await sumSquares(join(record, path), join(folder, path));
    if (!sums) return { step: weights.step, isIdentical: false, difference: null };
    difference += sums.difference;
    size += sums.size;
  }
  return { step: weights.step, isIdentical: false, difference: size > 0 ? Math.sqrt(difference / size) : null };
}

async function hash(path: string): Promise<string | null> {
  if (!existsSync(path)) return null;
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
    digest.update(piece);
  return digest.digest('hex');
}

const tensorSchema = z.object({ dtype: z.string(), data_offsets: z.tuple([z.int(), z.int()]) });

/** Sums of squares over all float32 tensors of two files in safetensors format; null where they are not alike. Tensor by tensor. */
async function sumSquares(left: string, right: string): Promise<{ difference: number; size: number } | null> {
  if (!existsSync(left) || !existsSync(right)) return null;
  const files = [await open(left), await open(right)] as const;
  try {
    const [first, second] = [await readHeader(files[0]), await readHeader(files[1])];
    let difference = 0;
    let size = 0;
    for (const [name, { dtype, data_offsets: place }] of first.tensors) {
      const other = second.tensors.get(name);
      if (dtype !== 'F32' || other?.dtype !== 'F32') return null;
      const values = await readFloats(files[0], first.start, place);
      const others = await readFloats(files[1], second.start, other.data_offsets);
      if (values.length !== others.length) return null;
      for (const [index, value] of values.entries()) {
        difference += (value - (others[index] ?? 0)) ** 2;
        size += value ** 2;
      }
    }
    return { difference, size };
  } finally {
    for (const file of files) await file.close();
  }
}

async function readHeader(file: FileHandle) {
  const length = Buffer.alloc(8);
  await file.read(length, 0, 8, 0);
  const bytes = Number(length.readBigUInt64LE());
  const text = Buffer.alloc(Math.min(bytes, 100 << 20));
  await file.read(text, 0, text.length, 8);
  const members = Object.entries(z.record(z.string(), z.unknown()).parse(JSON.parse(text.toString('utf8'))));
  const tensors = members
    .filter(([name]) => name !== '__metadata__')
    .map(([name, it]) => [name, tensorSchema.parse(it)] as const);
  return { tensors: new Map(tensors), start: 8 + bytes };
}

async function readFloats(
  file: FileHandle,
  start: number,
  [from, to]: readonly [number, number],
): Promise<Float32Array> {
  const bytes = new Uint8Array(to - from);
  await file.read(bytes, 0, bytes.length, start + from);
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}
