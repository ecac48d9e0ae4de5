import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import { describeReadError } from '../file-errors.ts';
import { roundToBfloat16, widenBfloat16, widenFloat16 } from '../float-conversion.ts';
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
    return this.#readAt(this.#find(name), 0, this.#find(name).byteLength);
  }

  readFloat32(name: string): Float32Array<ArrayBuffer> {
    const info = this.#findFloat(name);
    if (info.dtype === 'F32') return new Float32Array(this.readBytes(name).buffer);
    const widen = info.dtype === 'F16' ? widenFloat16 : widenBfloat16;
    const values = new Float32Array(info.byteLength / 2);
    for (const [start, bytes] of this.#chunks(info, 2)) {
      const source = new Uint16Array(bytes.buffer);
      widen(source, values.subarray(start, start + source.length));
    }
    return values;
  }

  readBfloat16(name: string): Uint16Array<ArrayBuffer> {
    const info = this.#findFloat(name);
    if (info.dtype === 'BF16') return new Uint16Array(this.readBytes(name).buffer);
    const width = info.dtype === 'F16' ? 2 : 4;
    const values = new Uint16Array(info.byteLength / width);
    for (const [start, bytes] of this.#chunks(info, width)) {
      const source = width === 4 ? new Float32Array(bytes.buffer) : new Float32Array(bytes.byteLength / 2);
      if (width === 2) widenFloat16(new Uint16Array(bytes.buffer), source);
      roundToBfloat16(source, values.subarray(start, start + source.length));
    }
    return values;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** The tensor in pieces: index of the first element, and the bytes. */
  *#chunks(info: TensorInfo, width: number): Generator<[number, Uint8Array<ArrayBuffer>]> {
    const count = info.byteLength / width;
    for (let start = 0; start < count; start += chunkElements) {
      const elements = Math.min(chunkElements, count - start);
      yield [start, this.#readAt(info, start * width, elements * width)];
    }
  }

  #readAt(info: TensorInfo, offset: number, byteLength: number): Uint8Array<ArrayBuffer> {
    if (this.#descriptor === undefined) throw new Error(`${this.path} was read after close().`);
    // A buffer of its own (offset 0, so any typed array may view it) that is not zeroed first.
    const { buffer } = Buffer.allocUnsafeSlow(byteLength);
    return readExactly({
      descriptor: this.#descriptor,
      file: this.path,
      position: info.byteOffset + offset,
      target: new Uint8Array(buffer, 0, byteLength),
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

  #findFloat(name: string): TensorInfo {
    const info = this.#find(name);
    if (info.dtype === 'F32' || info.dtype === 'F16' || info.dtype === 'BF16') return info;
    throw new AppError(
      'safetensors/wrong-dtype',
      `${this.path}: tensor "${name}" must be F32, F16 or BF16, but it is ${info.dtype}; convert the model first.`,
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
    const count = readSync(descriptor, target, at, length, position + at);
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
