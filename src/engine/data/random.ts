import { createHash } from 'node:crypto';

export { createRandom, type Random, type RandomState, restoreRandom, shuffle } from '../../shared/random.ts';

/** A seed for one purpose ("adapter", "order", ...), so that purposes do not share random numbers. Returns 32 bits. */
export function deriveSeed(seed: number, label: string): number {
  return createHash('sha256').update(`${seed}:${label}`).digest().readUInt32LE(0);
}
