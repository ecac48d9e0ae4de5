import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary folder that is removed when the test ends. */
export function createFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The bytes of a safetensors file with any header, true or not. */
export function buildFile(header: unknown, dataBytes: number, claimedLength?: bigint): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(claimedLength ?? BigInt(json.length));
  return Buffer.concat([prefix, json, Buffer.alloc(dataBytes)]);
}

/** Writes such a file into a temporary folder and returns its path. */
export function writeFile(header: unknown, dataBytes: number, claimedLength?: bigint): string {
  const file = join(createFolder(), 'x.safetensors');
  writeFileSync(file, buildFile(header, dataBytes, claimedLength));
  return file;
}

/** What a call throws, or undefined. */
export function catchError(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}
