import { writeFileAtomic } from '../atomic-write.ts';
import { type Dtype, dtypeWidths } from './dtypes.ts';
import { prefixBytes } from './header.ts';

/** A tensor to be written; `read` is called once, when its turn comes, and gives exactly the bytes that dtype and shape need. */
export interface TensorSource {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  read(): ArrayBufferView;
}

/**
 * Writes a safetensors file, holding one tensor at a time, under its final name only once it is complete and on the disk.
 * Errors: `disk/full`, `disk/unwritable`. Tensors are laid out as the reference writer does: widest dtype first, then by name.
 */
export function writeSafetensors(
  file: string,
  tensors: Iterable<TensorSource>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const ordered = [...tensors].sort(compareSources);
  const header = encodeHeader(ordered, metadata);
  writeFileAtomic(file, (append) => {
    append(header);
    for (const tensor of ordered) append(readChecked(tensor));
  });
}

/** Bytes that a tensor takes in the file. */
export function countTensorBytes(tensor: { readonly dtype: Dtype; readonly shape: readonly number[] }): number {
  return tensor.shape.reduce((product, size) => product * size, dtypeWidths[tensor.dtype]);
}

function compareSources(a: TensorSource, b: TensorSource): number {
  return dtypeWidths[b.dtype] - dtypeWidths[a.dtype] || (a.name < b.name ? -1 : Number(a.name > b.name));
}

function encodeHeader(tensors: readonly TensorSource[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) entries.set('__metadata__', metadata);
  let start = 0;
  for (const tensor of tensors) {
    if (entries.has(tensor.name)) throw new Error(`Tensor "${tensor.name}" was to be written twice.`);
    const end = start + countTensorBytes(tensor);
    entries.set(tensor.name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [start, end] });
    start = end;
  }
  const json = Buffer.from(encodeEntries(entries));
  // Spaces keep the data aligned to eight bytes, so that a mapped file can be used in place.
  const headerBytes = Math.ceil(json.byteLength / 8) * 8;
  const header = new Uint8Array(prefixBytes + headerBytes).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(headerBytes), true);
  header.set(json, prefixBytes);
  return header;
}

/** By hand, because an object would move names that look like numbers to the front. */
function encodeEntries(entries: ReadonlyMap<string, unknown>): string {
  const members = [...entries].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${members.join(',')}}`;
}

function readChecked(tensor: TensorSource): Uint8Array {
  const view = tensor.read();
  const expected = countTensorBytes(tensor);
  if (view.byteLength !== expected) {
    throw new Error(
      `Tensor "${tensor.name}" (${tensor.dtype}) needs ${expected} bytes, but ${view.byteLength} were given.`,
    );
  }
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
