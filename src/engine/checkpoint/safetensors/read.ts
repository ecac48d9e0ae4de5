import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import { describeReadError } from '../file-errors.ts';
import { roundToBfloat16, widenBfloat16, widenFloat16 } from '../float-conversion.ts';
import { dtypeWidths } from './dtypes.ts';
import { parseHeader, parseHeaderLength, prefixBytes, type TensorInfo } from './header.ts';

/** An open file whose tensors are read one at a time; the caller closes it. */
export interface SafetensorsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: Readonly<Record<string, string>>;
  /** The stored bytes of one tensor, in a buffer of their own. */
  readBytes(name: string): Uint8Array<ArrayBuffer>;
  /** One F32, F16 or BF16 tensor, widened exactly. Error: `safetensors/wrong-dtype`. */
  readFloat32(name: string): Float32Array<ArrayBuffer>;
  /** One F32, F16 or BF16 tensor as bfloat16 bits, rounded to nearest even. Error: `safetensors/wrong-dtype`. */
  readBfloat16(name: string): Uint16Array<ArrayBuffer>;
  close(): void;
}

/** One read call stays well under the 2 GiB that the system accepts at once. */
const largestReadBytes = 256 * 1024 * 1024;

/** A converted tensor passes through a buffer of this size, so that it is never held twice. */
const chunkElements = 1024 * 1024;

/**
 * Opens a safetensors file and checks its header; no tensor is read yet.
 * Errors: `file/not-found`, `file/unreadable`, `safetensors/invalid`.
 */
export function openSafetensors(file: string): SafetensorsFile {
  const descriptor = openFile(file);
  try {
    const { tensors, metadata } = readHeader(descriptor, file);
    return new OpenFile({ path: file, descriptor, tensors, metadata });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function openFile(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw describeReadError(error, file, 'a safetensors file');
  }
}

function readHeader(descriptor: number, file: string) {
  const stats = fstatSync(descriptor);
  if (!stats.isFile())
    throw new AppError('file/unreadable', `${file}: a safetensors file was expected, but this is no regular file.`);
  if (stats.size < prefixBytes) {
    throw new AppError(
      'safetensors/invalid',
      `${file}: a safetensors file starts with ${prefixBytes} bytes of length, but it holds ${stats.size} bytes; fetch or write it again.`,
    );
  }
  const prefix = readExactly({ descriptor, file, position: 0, target: new Uint8Array(prefixBytes) });
  const length = parseHeaderLength(prefix, stats.size, file);
  const header = readExactly({ descriptor, file, position: prefixBytes, target: new Uint8Array(length) });
  return parseHeader(header, stats.size, file);
}

class OpenFile implements SafetensorsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: Readonly<Record<string, string>>;
  #descriptor: number | undefined;

  constructor(parts: {
    path: string;
    descriptor: number;
    tensors: ReadonlyMap<string, TensorInfo>;
    metadata: Readonly<Record<string, string>>;
  }) {
    this.path = parts.path;
    this.tensors = parts.tensors;
    this.metadata = parts.metadata;
    this.#descriptor = parts.descriptor;
  }

  readBytes(name: string): Uint8Array<ArrayBuffer> {
    const info = this.#find(name);
    // A buffer of its own (offset 0, so any typed array may view it) that is not zeroed first.
    const { buffer } = Buffer.allocUnsafeSlow(info.byteLength);
    return this.#readAt(info, 0, new Uint8Array(buffer, 0, info.byteLength));
  }

  readFloat32(name: string): Float32Array<ArrayBuffer> {
    const info = this.#findFloat(name);
    if (info.dtype === 'F32') return new Float32Array(this.readBytes(name).buffer);
    const widen = info.dtype === 'F16' ? widenFloat16 : widenBfloat16;
    const values = new Float32Array(info.byteLength / 2);
    for (const { start, count, buffer } of this.#chunks(info, 2)) {
      widen(new Uint16Array(buffer, 0, count), values.subarray(start, start + count));
    }
    return values;
  }

  readBfloat16(name: string): Uint16Array<ArrayBuffer> {
    const info = this.#findFloat(name);
    if (info.dtype === 'BF16') return new Uint16Array(this.readBytes(name).buffer);
    const width = dtypeWidths[info.dtype];
    const values = new Uint16Array(info.byteLength / width);
    const widened = new Float32Array(width === 2 ? Math.min(chunkElements, values.length) : 0);
    for (const { start, count, buffer } of this.#chunks(info, width)) {
      const source = width === 4 ? new Float32Array(buffer, 0, count) : widened.subarray(0, count);
      if (width === 2) widenFloat16(new Uint16Array(buffer, 0, count), source);
      roundToBfloat16(source, values.subarray(start, start + count));
    }
    return values;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** The tensor in pieces of `count` elements from `start`, all through one buffer that the next piece overwrites. */
  *#chunks(info: TensorInfo, width: number): Generator<{ start: number; count: number; buffer: ArrayBuffer }> {
    const total = info.byteLength / width;
    const scratch = new Uint8Array(Math.min(chunkElements, total) * width);
    for (let start = 0; start < total; start += chunkElements) {
      const count = Math.min(chunkElements, total - start);
      this.#readAt(info, start * width, scratch.subarray(0, count * width));
      yield { start, count, buffer: scratch.buffer };
    }
  }

  #readAt(info: TensorInfo, offset: number, target: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#descriptor === undefined) throw new Error(`${this.path} was read after close().`);
    return readExactly({
      descriptor: this.#descriptor,
      file: this.path,
      position: info.byteOffset + offset,
      target,
    });
  }

  #find(name: string): TensorInfo {
    const info = this.tensors.get(name);
    if (!info) {
      throw new AppError(
        'safetensors/missing-tensor',
        `${this.path}: tensor "${name}" was expected, but the file does not hold it.`,
      );
    }
    return info;
  }

  #findFloat(name: string): TensorInfo & { readonly dtype: 'F32' | 'F16' | 'BF16' } {
    const info = this.#find(name);
    const { dtype } = info;
    if (dtype === 'F32' || dtype === 'F16' || dtype === 'BF16') return { ...info, dtype };
    throw new AppError(
      'safetensors/wrong-dtype',
      `${this.path}: tensor "${name}" must be F32, F16 or BF16, but it is ${dtype}; convert the model first.`,
    );
  }
}

interface ReadRequest {
  readonly descriptor: number;
  readonly file: string;
  readonly position: number;
  readonly target: Uint8Array<ArrayBuffer>;
}

function readExactly({ descriptor, file, position, target }: ReadRequest): Uint8Array<ArrayBuffer> {
  for (let at = 0; at < target.byteLength; ) {
    const length = Math.min(largestReadBytes, target.byteLength - at);
    const count = readSome(file, () => readSync(descriptor, target, at, length, position + at));
    if (count === 0) {
      throw new AppError(
        'safetensors/invalid',
        `${file}: the file ended at byte ${position + at} while it was being read; it was changed or cut.`,
      );
    }
    at += count;
  }
  return target;
}

function readSome(file: string, read: () => number): number {
  try {
    return read();
  } catch (error) {
    throw describeReadError(error, file, 'a safetensors file');
  }
}
