import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSafetensors, type TensorSource, writeSafetensors } from '../../../src/engine/checkpoint/index.ts';
import { catchError, createFolder } from './safetensors-files.ts';

function source(name: string, values: Float32Array): TensorSource {
  return { name, dtype: 'F32', shape: [values.length], read: () => values };
}

describe('writeSafetensors', () => {
  it('writes byte for byte what the reference library writes', () => {
    const file = join(createFolder(), 'a.safetensors');
    const tensors: TensorSource[] = [
      { name: 'h', dtype: 'F16', shape: [2], read: () => Uint16Array.of(0x3e00, 0xc000) },
      { name: 'b', dtype: 'F32', shape: [1, 2], read: () => Float32Array.of(1, -1) },
      { name: 'i', dtype: 'I64', shape: [], read: () => BigInt64Array.of(5n) },
    ];
    writeSafetensors(file, tensors, { format: 'pt' });
    const header =
      '{"__metadata__":{"format":"pt"},"i":{"dtype":"I64","shape":[],"data_offsets":[0,8]},' +
      '"b":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},"h":{"dtype":"F16","shape":[2],"data_offsets":[16,20]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(padded.length));
    const data = Buffer.from('05000000000000000000803f000080bf003e00c0', 'hex');
    expect(readFileSync(file)).toEqual(Buffer.concat([length, Buffer.from(padded), data]));
  });

  it('is read back with any names, shapes and values', () => {
    const values = fc.float32Array({ maxLength: 20 });
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__'),
          values,
        ),
        (tensors) => {
          const path = join(createFolder(), 'x.safetensors');
          writeSafetensors(
            path,
            Object.entries(tensors).map(([name, tensor]) => source(name, tensor)),
          );
          const file = openSafetensors(path);
          expect(new Set(file.tensors.keys())).toEqual(new Set(Object.keys(tensors)));
          for (const [name, tensor] of Object.entries(tensors)) expect(file.readFloat32(name)).toEqual(tensor);
          file.close();
        },
      ),
    );
  });

  it('asks for one tensor at a time and for each once', () => {
    const asked: string[] = [];
    const tensors = ['a', 'b', 'c'].map((name) => ({
      ...source(name, Float32Array.of(1)),
      read: () => {
        asked.push(name);
        return Float32Array.of(1);
      },
    }));
    writeSafetensors(join(createFolder(), 'x.safetensors'), tensors);
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('replaces an older file only when the new one is complete', () => {
    const dir = createFolder();
    const file = join(dir, 'x.safetensors');
    writeFileSync(file, 'old');
    const broken = { ...source('a', Float32Array.of(1)), read: () => Float32Array.of(1, 2) };
    expect(() => writeSafetensors(file, [broken])).toThrow(/needs 4 bytes, but 8 were given/);
    expect(readFileSync(file, 'utf8')).toBe('old');
    writeSafetensors(file, [source('a', Float32Array.of(1))]);
    expect(readFileSync(file).length).toBeGreaterThan(8);
    expect(readdirSync(dir)).toEqual(['x.safetensors']);
  });

  // The device that is always full stands in for a disk that fills up while a tensor is being written.
  it.skipIf(!existsSync('/dev/full'))('reports a full disk and leaves nothing behind', () => {
    const dir = createFolder();
    const full = openSync('/dev/full', 'w');
    const tensor = {
      ...source('a', Float32Array.of(1)),
      read: () => {
        writeSync(full, 'x');
        return Float32Array.of(1);
      },
    };
    const error = catchError(() => writeSafetensors(join(dir, 'x.safetensors'), [tensor]));
    closeSync(full);
    expect(error).toMatchObject({ code: 'disk/full', message: expect.stringContaining('x.safetensors') });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('reports a folder that does not exist', () => {
    const error = catchError(() => writeSafetensors(join(createFolder(), 'gone', 'x.safetensors'), []));
    expect(error).toMatchObject({ code: 'disk/unwritable' });
  });
});
