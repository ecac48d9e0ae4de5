import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleContents } from '../../shared/views/bundle.ts';
import { parseStageEntry } from './entry-names.ts';
import type { BundleEntry } from './manifest.ts';
import { findLineMap } from './neutral-text.ts';
import { hashRange } from './seal.ts';
import { readMapped } from './stage-folder.ts';

/** What of a stage decides whether two results are the same: its log and its answers. The settings are in the key. */
const compared = new Set(['events.jsonl', 'samples.jsonl']);

/** Names of the files in which a stage folder differs from a bundle's entries of that stage, as the bundle would have them. */
export async function listDifferences(
  folder: string,
  entries: readonly BundleEntry[],
  contents: BundleContents,
): Promise<string[]> {
  const differing: string[] = [];
  const expected = new Map(entries.map((entry) => [parseStageEntry(entry.path)?.file ?? '', entry]));
  for (const file of compared) {
    const entry = expected.get(file);
    const path = join(folder, file);
    const isHere = existsSync(path);
    if (!entry && !isHere) continue;
    if (!entry || !isHere || !(await isSame(path, file, { entry, contents }))) differing.push(file);
  }
  return differing;
}

/** Equal as it is, as what was imported is, or as it would go into a bundle. */
async function isSame(
  path: string,
  file: string,
  { entry, contents }: { readonly entry: BundleEntry; readonly contents: BundleContents },
): Promise<boolean> {
  const watch = { signal: undefined, onBytes: () => undefined };
  if ((await hashRange(path, { start: 0, end: statSync(path).size }, watch)) === entry.sha256) return true;
  const map = findLineMap(file, contents);
  return map !== null && (await hashMapped(path, map)) === entry.sha256;
}

async function hashMapped(path: string, map: (line: string) => string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of readMapped(path, map)) digest.update(piece);
  return digest.digest('hex');
}
