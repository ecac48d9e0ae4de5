import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FloatDtype, openModelFolder, writeModelFolder } from '../../../src/engine/checkpoint/index.ts';
import { catchError, createFolder } from './safetensors-files.ts';

const source = join(import.meta.dirname, '../../fixtures/reference/models/llama-tiny');

function write(dtype: FloatDtype, maxShardBytes?: number): string {
  const target = join(createFolder(), 'merged');
  const model = openModelFolder(source);
  const tensors = model
    .names()
    .map((name) => ({ name, shape: model.info(name).shape, read: () => model.readFloat32(name) }));
  writeModelFolder(target, { source, tensors, dtype, ...(maxShardBytes === undefined ? {} : { maxShardBytes }) });
  model.close();
  return target;
}

function expectSameWeights(target: string): void {
  const [ours, theirs] = [openModelFolder(target), openModelFolder(source)];
  expect(ours.names().sort()).toEqual(theirs.names().sort());
  for (const name of theirs.names()) {
    expect(ours.info(name).shape).toEqual(theirs.info(name).shape);
    expect(ours.readFloat32(name)).toEqual(theirs.readFloat32(name));
  }
  ours.close();
  theirs.close();
}

describe('writeModelFolder', () => {
  it('writes the weights and copies the configuration and the tokenizer', () => {
    const target = write('F32');
    expect(readdirSync(target).sort()).toEqual([
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expectSameWeights(target);
    expect(readFileSync(join(target, 'tokenizer.json'))).toEqual(readFileSync(join(source, 'tokenizer.json')));
  });

  it.each([
    ['F32', 'float32', 4],
    ['BF16', 'bfloat16', 2],
    ['F16', 'float16', 2],
  ] as const)('names the storage type %s in the configuration as %s', (dtype, name, width) => {
    const target = write(dtype);
    expect(JSON.parse(readFileSync(join(target, 'config.json'), 'utf8'))).toMatchObject({
      model_type: 'llama',
      dtype: name,
    });
    const [ours, theirs] = [openModelFolder(target), openModelFolder(source)];
    const elements = theirs.names().reduce((sum, tensor) => sum + theirs.readFloat32(tensor).length, 0);
    expect(ours.totalBytes).toBe(elements * width);
    ours.close();
    theirs.close();
  });

  it('splits a large model into shards that an index names', () => {
    const target = write('F32', 20_000);
    const shards = readdirSync(target).filter((name) => name.endsWith('.safetensors'));
    expect(shards.length).toBeGreaterThan(2);
    expect(shards[0]).toBe(`model-00001-of-${String(shards.length).padStart(5, '0')}.safetensors`);
    expectSameWeights(target);
  });

  it('leaves nothing behind when a tensor cannot be read', () => {
    const target = join(createFolder(), 'merged');
    const broken = { name: 'a', shape: [1], read: () => Float32Array.of(1, 2) };
    expect(() => writeModelFolder(target, { source, tensors: [broken], dtype: 'F32' })).toThrow(/needs 4 bytes/);
    expect(readdirSync(dirname(target))).toEqual([]);
  });

  it('names the source when its configuration is missing', () => {
    const empty = createFolder();
    expect(
      catchError(() => writeModelFolder(join(empty, 'x'), { source: empty, tensors: [], dtype: 'F32' })),
    ).toMatchObject({
      code: 'file/not-found',
      message: expect.stringContaining('config.json'),
    });
  });
});
