import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectTensor, openModelFolder, writeSafetensors } from '../../../src/engine/checkpoint/index.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { catchError, createFolder } from './safetensors-files.ts';

const reference = join(import.meta.dirname, '../../fixtures/reference/models');

function writeShard(dir: string, shard: string, names: readonly string[]): void {
  const tensors = names.map((name) => ({
    name,
    dtype: 'F32' as const,
    shape: [1, 2],
    read: () => Float32Array.of(name.charCodeAt(0), 1),
  }));
  writeSafetensors(join(dir, shard), tensors);
}

function writeIndex(dir: string, weightMap: unknown): void {
  writeFileSync(join(dir, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
}

describe('openModelFolder', () => {
  it('reads a model in one file', () => {
    const dir = createFolder();
    writeShard(dir, 'model.safetensors', ['a', 'b']);
    const folder = openModelFolder(dir);
    expect(folder.names()).toEqual(['a', 'b']);
    expect([folder.has('a'), folder.has('c'), folder.totalBytes]).toEqual([true, false, 16]);
    expect(folder.info('b')).toMatchObject({ dtype: 'F32', shape: [1, 2], byteLength: 8 });
    expect([...folder.readFloat32('b')]).toEqual([98, 1]);
    expect([...folder.readBfloat16('b')]).toEqual([0x42c4, 0x3f80]);
    folder.close();
  });

  it('reads each tensor of a sharded model from the shard that the index names', () => {
    const dir = createFolder();
    writeShard(dir, 'model-1.safetensors', ['a']);
    writeShard(dir, 'model-2.safetensors', ['b', 'c', 'not in the index']);
    writeIndex(dir, { c: 'model-2.safetensors', a: 'model-1.safetensors', b: 'model-2.safetensors' });
    const folder = openModelFolder(dir);
    expect(folder.names()).toEqual(['c', 'a', 'b']);
    expect(folder.totalBytes).toBe(24);
    expect([...folder.readFloat32('c')]).toEqual([99, 1]);
    expect(catchError(() => folder.readFloat32('not in the index'))).toMatchObject({ code: 'model/missing-tensor' });
    folder.close();
  });

  it.each(readdirSync(reference))('reads the reference model %s', (model) => {
    const folder = openModelFolder(join(reference, model));
    // Each family has its own name for the table of token embeddings.
    const name = folder.names().find((tensor) => /(embed_tokens|wte)\.weight$/.test(tensor)) ?? '';
    const embedding = folder.info(name);
    expect(folder.readFloat32(name).length).toBe((embedding.shape[0] ?? 0) * (embedding.shape[1] ?? 0));
    folder.close();
  });

  it('says which shard is missing', () => {
    const dir = createFolder();
    writeIndex(dir, { a: 'model-1.safetensors' });
    expect(catchError(() => openModelFolder(dir))).toMatchObject({
      code: 'model/missing-shard',
      message: expect.stringContaining('"model-1.safetensors"'),
    });
  });

  it('says which tensor a shard lacks', () => {
    const dir = createFolder();
    writeShard(dir, 'model-1.safetensors', ['a']);
    writeIndex(dir, { a: 'model-1.safetensors', b: 'model-1.safetensors' });
    expect(catchError(() => openModelFolder(dir))).toMatchObject({
      code: 'model/invalid-index',
      message: expect.stringContaining('tensor "b" was expected in "model-1.safetensors"'),
    });
  });

  it.each(['../x.safetensors', 'sub/x.safetensors', 'C:\\x.safetensors', '/x.safetensors', '..', 'x.bin', ''])(
    'refuses the shard name %j',
    (shard) => {
      const dir = createFolder();
      writeIndex(dir, { a: shard });
      expect(catchError(() => openModelFolder(dir))).toMatchObject({ code: 'model/invalid-index' });
    },
  );

  it('refuses an index without tensors', () => {
    const dir = createFolder();
    writeIndex(dir, {});
    expect(catchError(() => openModelFolder(dir))).toMatchObject({ code: 'model/invalid-index' });
  });

  it('names file, key, expected and found for an index of the wrong form', () => {
    const dir = createFolder();
    writeIndex(dir, { a: 7 });
    expect(catchError(() => openModelFolder(dir))).toMatchObject({
      code: 'file/invalid',
      message: expect.stringMatching(/index\.json: key "weight_map\.a": .*expected string.*found 7\.$/),
    });
  });

  it('says when there are no weights, only pickles, or no folder', () => {
    const dir = createFolder();
    expect(catchError(() => openModelFolder(dir))).toMatchObject({ code: 'model/no-weights' });
    writeFileSync(join(dir, 'pytorch_model.bin'), '');
    expect(catchError(() => openModelFolder(dir))).toMatchObject({
      code: 'model/pickle-only',
      message: expect.stringContaining('"pytorch_model.bin"'),
    });
    expect(catchError(() => openModelFolder(join(dir, 'gone')))).toMatchObject({ code: 'file/not-found' });
  });

  it('handles any index: it opens, or fails with an AppError', () => {
    const dir = createFolder();
    writeShard(dir, 'a.safetensors', ['a', 'b']);
    mkdirSync(join(dir, 'folder.safetensors'));
    const shard = fc.oneof(fc.constantFrom('a.safetensors', 'folder.safetensors', '../a.safetensors'), fc.jsonValue());
    const index = fc.oneof(
      fc.json(),
      fc
        .record({ weight_map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), shard) })
        .map((value) => JSON.stringify(value)),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.nat(40).map((length) => '{"weight_map":{"a":"a.safetensors"}}'.slice(0, length)),
    );
    fc.assert(
      fc.property(index, (content) => {
        writeFileSync(join(dir, 'model.safetensors.index.json'), content);
        const error = catchError(() => openModelFolder(dir).close());
        expect(error instanceof AppError ? undefined : error).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('closes the shards that were open when a later one fails', () => {
    const dir = createFolder();
    writeShard(dir, 'model-1.safetensors', ['a']);
    writeIndex(dir, { a: 'model-1.safetensors', b: 'model-2.safetensors' });
    const before = countOpenFiles();
    for (let i = 0; i < 20; i++) catchError(() => openModelFolder(dir));
    expect(countOpenFiles()).toBeLessThan(before + 20);
    rmSync(join(dir, 'model-1.safetensors'));
  });
});

describe('expectTensor', () => {
  it('says the expected and the found shape', () => {
    const dir = createFolder();
    writeShard(dir, 'model.safetensors', ['a']);
    const folder = openModelFolder(dir);
    expect(() => expectTensor(folder, 'a', [1, 2])).not.toThrow();
    expect(catchError(() => expectTensor(folder, 'a', [2, 1]))).toMatchObject({
      code: 'model/shape-mismatch',
      message: expect.stringContaining('tensor "a" must have the shape [2, 1] by config.json, but it has [1, 2]'),
    });
    expect(catchError(() => expectTensor(folder, 'z', [1]))).toMatchObject({ code: 'model/missing-tensor' });
    folder.close();
  });
});

/** Descriptors of this process, where the system lists them. */
function countOpenFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}
