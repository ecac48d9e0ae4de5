import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSafetensors, writeSafetensors } from '../../../src/engine/checkpoint/index.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { buildFile, catchError, createFolder, writeFile } from './safetensors-files.ts';

function f32(start: number, end: number, shape: unknown = [(end - start) / 4]) {
  return { dtype: 'F32', shape, data_offsets: [start, end] };
}

describe('openSafetensors', () => {
  it.each([
    ['no bytes at all', Buffer.alloc(0), /holds 0 bytes/],
    ['a length beyond the file', buildFile({}, 0, 900n), /header claims 900 bytes, but only 2 bytes follow/],
    [
      'a length beyond the limit',
      buildFile({}, 0, 2n ** 63n),
      /claims 9223372036854775808 bytes, more than the 100000000/,
    ],
    ['a header that is no JSON', buildFile('{"a":', 0), /not valid JSON/],
    ['a header that is no object', buildFile('[]', 0), /does not start with "\{"/],
    ['a header that is no UTF-8', Buffer.concat([buildFile('', 0, 2n), Buffer.from([0x7b, 0xff])]), /not valid UTF-8/],
    ['deep nesting', buildFile(`{"a":${'['.repeat(50_000)}`, 0), /nests deeper/],
    ['a name given twice', buildFile('{"a":{},"\\u0061":{}}', 0), /holds the key "a" twice/],
    ['an unknown dtype', buildFile({ a: { ...f32(0, 4), dtype: 'F31' } }, 4), /tensor "a" has the unknown dtype "F31"/],
    ['a dtype of an object', buildFile({ a: { ...f32(0, 4), dtype: 'toString' } }, 4), /unknown dtype "toString"/],
    ['a negative size', buildFile({ a: f32(0, 4, [-1]) }, 4), /shape \[-1\], but non-negative integers/],
    ['a fractional size', buildFile({ a: f32(0, 4, [0.5, 2]) }, 4), /shape \[0.5,2\]/],
    ['no shape', buildFile({ a: f32(0, 4, null) }, 4), /has the shape null/],
    [
      'a shape too large to count',
      buildFile({ a: f32(0, 4, [2 ** 52, 2 ** 52]) }, 4),
      /needs .* bytes, but its offsets span 4/,
    ],
    [
      'a size that the offsets do not have',
      buildFile({ a: f32(0, 4, [2]) }, 4),
      /needs 8 bytes, but its offsets span 4/,
    ],
    ['offsets beyond the data', buildFile({ a: f32(0, 8) }, 4), /lies at bytes 0 to 8, but the file holds 4/],
    ['offsets in reverse', buildFile({ a: f32(4, 0, [0]) }, 4), /lies at bytes 4 to 0/],
    ['offsets that are no pair', buildFile({ a: { ...f32(0, 4), data_offsets: [0] } }, 4), /data_offsets \[0\]/],
    ['an overlap', buildFile({ a: f32(0, 8), b: f32(4, 12) }, 12), /tensor "b" overlaps the one before it/],
    ['a hole', buildFile({ a: f32(0, 4), b: f32(8, 12) }, 12), /tensor "b" leaves a hole/],
    ['bytes that belong to nothing', buildFile({ a: f32(0, 4) }, 5), /1 bytes at the end belong to no tensor/],
    ['metadata that is no text', buildFile({ __metadata__: { a: 1 } }, 0), /"__metadata__" must map names to strings/],
  ])('refuses %s and names the file', (_, bytes, message) => {
    const file = join(createFolder(), 'x.safetensors');
    writeFileSync(file, bytes);
    const error = catchError(() => openSafetensors(file));
    expect(error).toMatchObject({ code: 'safetensors/invalid', message: expect.stringMatching(message) });
    expect(error).toMatchObject({ message: expect.stringContaining(file) });
  });

  it('says when there is no such file, or a folder in its place', () => {
    const dir = createFolder();
    expect(catchError(() => openSafetensors(join(dir, 'gone')))).toMatchObject({ code: 'file/not-found' });
    expect(catchError(() => openSafetensors(dir))).toMatchObject({ code: 'file/unreadable' });
  });

  it('accepts what the format allows: scalars, empty tensors, padding, names like __proto__', () => {
    const header = `{"__metadata__":{"format":"pt"},"e":${JSON.stringify(f32(4, 4, [0, 3]))},"__proto__":${JSON.stringify(f32(0, 4, []))}}   `;
    const file = openSafetensors(writeFile(header, 4));
    expect([...file.tensors.keys()]).toEqual(['e', '__proto__']);
    expect([...file.readFloat32('e')]).toEqual([]);
    expect([...file.readFloat32('__proto__')]).toEqual([0]);
    expect(file.metadata).toEqual({ format: 'pt' });
    file.close();
  });

  it('says so when the file is cut while it is open', () => {
    const path = writeFile({ a: f32(0, 400) }, 400);
    const file = openSafetensors(path);
    truncateSync(path, 100);
    expect(catchError(() => file.readFloat32('a'))).toMatchObject({
      code: 'safetensors/invalid',
      message: expect.stringContaining('it was changed or cut'),
    });
    file.close();
  });

  it('refuses to read integers as floats and tensors that are not there', () => {
    const file = openSafetensors(writeFile({ a: { dtype: 'I32', shape: [1], data_offsets: [0, 4] } }, 4));
    expect(catchError(() => file.readFloat32('a'))).toMatchObject({ code: 'safetensors/wrong-dtype' });
    expect(catchError(() => file.readBytes('b'))).toMatchObject({ code: 'safetensors/missing-tensor' });
    file.close();
  });
});

describe('a file with every kind of float', () => {
  // More elements than one conversion piece, so that the seams are covered.
  const count = 1024 * 1024 + 3;
  const values = Float32Array.from({ length: count }, (_, i) => (i % 1000) - 500);
  const float16 = new Uint16Array(Float16Array.from(values).buffer);
  const bfloat16 = Uint16Array.from(
    new Uint32Array(values.buffer),
    (bits) => (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16,
  );
  const roundedValues = new Float32Array(Uint32Array.from(bfloat16, (bits) => bits << 16).buffer);

  it('gives the same numbers whatever the storage', () => {
    const path = join(createFolder(), 'floats.safetensors');
    writeSafetensors(path, [
      { name: 'half', dtype: 'F16', shape: [count], read: () => float16 },
      { name: 'brain', dtype: 'BF16', shape: [count], read: () => bfloat16 },
      { name: 'single', dtype: 'F32', shape: [count], read: () => values },
    ]);
    const file = openSafetensors(path);
    expect(Buffer.compare(bytesOf(file.readFloat32('single')), bytesOf(values))).toBe(0);
    expect(Buffer.compare(bytesOf(file.readFloat32('half')), bytesOf(values))).toBe(0);
    expect(Buffer.compare(bytesOf(file.readFloat32('brain')), bytesOf(roundedValues))).toBe(0);
    for (const name of ['single', 'half', 'brain']) {
      expect(Buffer.compare(bytesOf(file.readBfloat16(name)), bytesOf(bfloat16))).toBe(0);
    }
    file.close();
  });
});

describe('any damage to a file', () => {
  const valid = buildFile(
    { __metadata__: { format: 'pt' }, a: f32(0, 16, [2, 2]), b: { dtype: 'BF16', shape: [3], data_offsets: [16, 22] } },
    22,
  );

  /** Opening and reading everything either works or fails with an AppError. */
  function expectHandled(bytes: Uint8Array): void {
    const path = join(createFolder(), 'x.safetensors');
    writeFileSync(path, bytes);
    const error = catchError(() => {
      const file = openSafetensors(path);
      for (const [name, info] of file.tensors) expect(file.readBytes(name).byteLength).toBe(info.byteLength);
      file.close();
    });
    expect(error instanceof AppError ? undefined : error).toBeUndefined();
  }

  it('is handled: truncation', () => {
    fc.assert(fc.property(fc.nat(valid.length - 1), (length) => expectHandled(valid.subarray(0, length))));
  });

  it('is handled: changed bytes', () => {
    const change = fc.tuple(fc.nat(valid.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(valid);
        for (const [at, byte] of changes) bytes[at] = byte;
        expectHandled(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('is handled: lying lengths', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (length) => expectHandled(buildFile({ a: f32(0, 4) }, 4, length))),
    );
  });

  it('is handled: lying entries', () => {
    const number = fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger());
    const entry = fc.record(
      {
        dtype: fc.oneof(fc.constantFrom('F32', 'U8', 'I64'), fc.jsonValue()),
        shape: fc.oneof(fc.array(number), fc.jsonValue()),
        data_offsets: fc.oneof(fc.tuple(number, number), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const header = fc.dictionary(fc.string(), fc.oneof(entry, fc.jsonValue()));
    fc.assert(
      fc.property(header, fc.nat(64), (value, dataBytes) => expectHandled(buildFile(value, dataBytes))),
      { numRuns: 300 },
    );
  });

  it('is handled: any bytes after a true length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        expectHandled(Buffer.concat([buildFile('', 0, BigInt(bytes.length)), bytes])),
      ),
    );
  });
});

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
