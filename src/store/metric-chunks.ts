/** Steps per stored piece of a curve; its offsets fit 16 bits. Part of the database's format. */
export const chunkSteps = 1024;

/** Points of a curve by ascending step; not-a-number where a worker had none. */
export interface Curve {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** One stored piece: steps relative to its first possible one, and their values, both little-endian. */
export interface ChunkRow {
  readonly chunk: number;
  readonly steps: Buffer;
  readonly points: Buffer;
}

/** Puts stored pieces, in ascending order, together to the part of the curve after a step. */
export function joinChunks(rows: readonly ChunkRow[], afterStep: number): Curve {
  const count = rows.reduce((sum, row) => sum + row.points.byteLength / 8, 0);
  const steps = new Float64Array(count);
  const values = new Float64Array(count);
  let place = 0;
  for (const row of rows) {
    const base = row.chunk * chunkSteps;
    const length = row.points.byteLength / 8;
    values.set(readDoubles(row.points), place);
    for (let index = 0; index < length; index += 1) steps[place + index] = base + row.steps.readUInt16LE(index * 2);
    place += length;
  }
  let from = 0;
  while (from < count && (steps[from] ?? 0) <= afterStep) from += 1;
  return { steps: steps.subarray(from), values: values.subarray(from) };
}

/** Writes points, which all belong to one piece, as it is stored. */
export function makeChunk(chunk: number, points: readonly (readonly [step: number, value: number | null])[]): ChunkRow {
  const steps = Buffer.alloc(points.length * 2);
  const doubles = Buffer.alloc(points.length * 8);
  for (const [index, [step, value]] of points.entries()) {
    steps.writeUInt16LE(step - chunk * chunkSteps, index * 2);
    doubles.writeDoubleLE(value ?? Number.NaN, index * 8);
  }
  return { chunk, steps, points: doubles };
}

/** The bytes as numbers; every machine that Node runs on is little-endian, but not every buffer is aligned. */
function readDoubles(buffer: Buffer): Float64Array {
  if (buffer.byteOffset % 8 === 0) return new Float64Array(buffer.buffer, buffer.byteOffset, buffer.byteLength / 8);
  return new Float64Array(Uint8Array.from(buffer).buffer);
}
