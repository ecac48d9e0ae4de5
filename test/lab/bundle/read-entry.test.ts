import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { afterAll, describe, expect, it } from 'vitest';
import { openArchive } from '../../../src/lab/bundle/archive-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-entry-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'archive.zip');

/** Bytes that shrink to about half, the same each time. */
function makeBytes(length: number): Uint8Array {
  let state = 1;
  return new Uint8Array(length).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 28;
  });
}

async function pack(bytes: Uint8Array, level: number): Promise<void> {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  await zip.add('one.txt', new Uint8ArrayReader(bytes), {
    level,
    useWebWorkers: false,
    // Sizes and checksum stand before the bytes, and nowhere behind them.
    dataDescriptor: false,
  });
  writeFileSync(path, await zip.close());
}

async function read(signal?: AbortSignal): Promise<Buffer> {
  const archive = await openArchive(path);
  try {
    const pieces: Uint8Array[] = [];
    for (const entry of archive.entries) await entry.read((piece) => void pieces.push(Uint8Array.from(piece)), signal);
    return Buffer.concat(pieces);
  } finally {
    await archive.close();
  }
}

/** Changes bytes of the archive at their place behind the first occurrence of a signature. */
function damage(signature: number, place: number, change: (old: number) => number): void {
  const bytes = readFileSync(path);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  const at = bytes.indexOf(mark) + place;
  bytes.writeUInt8(change(bytes.readUInt8(at)), at);
  writeFileSync(path, bytes);
}

const localHeader = 0x04034b50;
const directoryEntry = 0x02014b50;
const mebibyte = 1 << 20;

describe('an entry of an archive', () => {
  it.each([
    { size: 0, level: 6 },
    { size: 1, level: 6 },
    { size: 100_000, level: 6 },
    { size: 100_000, level: 0 },
    { size: 8 * mebibyte, level: 1 },
    { size: 8 * mebibyte + 1, level: 1 },
  ])('gives its bytes whole: $size bytes packed at level $level', async ({ size, level }) => {
    const bytes = makeBytes(size);
    await pack(bytes, level);
    expect((await read()).equals(bytes)).toBe(true);
  });

  it.each([100_000, 8 * mebibyte + 1])('of %i bytes is refused with a changed byte', async (size) => {
    await pack(makeBytes(size), 1);
    damage(localHeader, 2000, (old) => old ^ 0xff);
    await expect(read()).rejects.toThrow(/./);
  });

  it('is refused where its checksum is another, though it unpacks', async () => {
    await pack(makeBytes(1000), 6);
    // In the list of entries and at the entry alike, so that the two agree.
    damage(directoryEntry, 16, (old) => old ^ 0xff);
    damage(localHeader, 14, (old) => old ^ 0xff);
    await expect(read()).rejects.toThrow('its checksum is not the one that the archive declares');
  });

  it.each([
    { step: 1, says: 'it unpacks to 1000 bytes, the archive declares 1001' },
    { step: -1, says: 'it unpacks to more than the 999 bytes that the archive declares' },
  ])('is refused where it declares $step byte more than it has', async ({ step, says }) => {
    await pack(makeBytes(1000), 6);
    damage(directoryEntry, 24, (old) => old + step);
    damage(localHeader, 22, (old) => old + step);
    await expect(read()).rejects.toThrow(says);
  });

  it('is not read on once it was cancelled', async () => {
    await pack(makeBytes(100_000), 6);
    await expect(read(AbortSignal.abort(new Error('enough')))).rejects.toThrow(/enough|abort/i);
  });
});
