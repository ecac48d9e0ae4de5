import { AppError } from '../../../shared/errors.ts';
import { findJsonProblem } from '../json-structure.ts';
import { type Dtype, dtypeWidths, isDtype } from './dtypes.ts';

/** Where one tensor lies in the file; `byteOffset` counts from the start of the file. */
export interface TensorInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly byteOffset: number;
  readonly byteLength: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of the little-endian length that opens every file. */
export const prefixBytes = 8;

/** The format's own limit on the header. */
export const maxHeaderBytes = 100_000_000;

/** Header, tensor entry, shape: the format nests three deep. */
const maxHeaderDepth = 4;

/** Reads the header's length from the first eight bytes. Error: `safetensors/invalid` when it cannot be true. */
export function parseHeaderLength(prefix: Uint8Array, fileBytes: number, file: string): number {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefixBytes);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes)) {
    throw invalid(file, `the header claims ${length} bytes, more than the ${maxHeaderBytes} that the format allows`);
  }
  if (length > BigInt(fileBytes - prefixBytes)) {
    throw invalid(file, `the header claims ${length} bytes, but only ${fileBytes - prefixBytes} bytes follow`);
  }
  return Number(length);
}

/**
 * Parses and checks a header: every tensor's type, shape, size and place, without holes, overlaps or bytes beyond the file.
 * Error: `safetensors/invalid`, naming the file, the tensor, what was expected and what was found.
 */
export function parseHeader(bytes: Uint8Array, fileBytes: number, file: string): SafetensorsHeader {
  const dataStart = prefixBytes + bytes.byteLength;
  const tensors = new Map<string, TensorInfo>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(parseHeaderJson(bytes, file))) {
    if (name === '__metadata__') metadata = parseMetadata(entry, file);
    else tensors.set(name, parseTensor(name, entry, { dataStart, fileBytes, file }));
  }
  checkLayout(tensors, { dataStart, fileBytes, file });
  return { tensors, metadata };
}

function parseHeaderJson(bytes: Uint8Array, file: string): Record<string, unknown> {
  const text = decodeText(bytes, file);
  if (!text.startsWith('{')) throw invalid(file, 'the header does not start with "{"');
  const problem = findJsonProblem(text, maxHeaderDepth);
  if (problem?.kind === 'too-deep') throw invalid(file, `the header nests deeper than ${problem.limit} levels`);
  if (problem?.kind === 'duplicate-key') throw invalid(file, `the header holds the key ${quote(problem.key)} twice`);
  try {
    // A text that starts with "{" and parses is an object.
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw invalid(file, `the header is not valid JSON (${error instanceof Error ? clip(error.message) : 'unknown'})`);
  }
}

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid(file, 'the header is not valid UTF-8');
  }
}

function parseMetadata(entry: unknown, file: string): Record<string, string> {
  if (!isRecord(entry) || !Object.values(entry).every((value) => typeof value === 'string')) {
    throw invalid(file, '"__metadata__" must map names to strings');
  }
  // Every value was just seen to be a string.
  return entry as Record<string, string>;
}

interface FilePlace {
  readonly dataStart: number;
  readonly fileBytes: number;
  readonly file: string;
}

function parseTensor(name: string, entry: unknown, place: FilePlace): TensorInfo {
  const where = `tensor ${quote(name)}`;
  if (!isRecord(entry)) throw invalid(place.file, `${where} must be an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !isDtype(dtype)) {
    throw invalid(place.file, `${where} has the unknown dtype ${describe(dtype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw invalid(place.file, `${where} has the shape ${describe(shape)}, but non-negative integers were expected`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw invalid(place.file, `${where} has the data_offsets ${describe(offsets)}, but [start, end] was expected`);
  }
  const [start = 0, end = 0] = offsets;
  const dataBytes = place.fileBytes - place.dataStart;
  if (start > end || end > dataBytes) {
    throw invalid(
      place.file,
      `${where} lies at bytes ${start} to ${end}, but the file holds ${dataBytes} bytes of data`,
    );
  }
  const expected = shape.reduce((product, size) => product * size, 1) * dtypeWidths[dtype];
  if (expected !== end - start) {
    throw invalid(
      place.file,
      `${where} (${dtype}, shape [${clip(shape.join(', '))}]) needs ${expected} bytes, but its offsets span ${end - start}`,
    );
  }
  return { dtype, shape, byteOffset: place.dataStart + start, byteLength: end - start };
}

function checkLayout(tensors: ReadonlyMap<string, TensorInfo>, place: FilePlace): void {
  const inFileOrder = [...tensors].sort(([, a], [, b]) => a.byteOffset - b.byteOffset || a.byteLength - b.byteLength);
  let expected = place.dataStart;
  for (const [name, tensor] of inFileOrder) {
    if (tensor.byteOffset !== expected) {
      const kind = tensor.byteOffset < expected ? 'overlaps the one before it' : 'leaves a hole before it';
      throw invalid(
        place.file,
        `tensor ${quote(name)} ${kind}: it starts at data byte ${tensor.byteOffset - place.dataStart}, expected ${expected - place.dataStart}`,
      );
    }
    expected = tensor.byteOffset + tensor.byteLength;
  }
  if (expected !== place.fileBytes) {
    throw invalid(place.file, `${place.fileBytes - expected} bytes at the end belong to no tensor`);
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(file: string, problem: string): AppError {
  return new AppError(
    'safetensors/invalid',
    `${file}: ${problem}; the file is damaged or incomplete, fetch or write it again.`,
  );
}

function quote(name: string): string {
  return JSON.stringify(clip(name));
}

function describe(value: unknown): string {
  return value === undefined ? 'missing' : clip(JSON.stringify(value));
}

function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
