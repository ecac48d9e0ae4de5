import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readKeptFile, writeKeptFile } from '../preferences/kept-file.ts';

const fileSchema = z.strictObject({ version: z.literal(1), pathByDigest: z.record(z.string(), z.string()) });

/** Remembers where an imported bundle lies, so that nobody has to look for it to run it again. @throws AppError lab/cannot-write. */
export function rememberBundle(dataFolder: string, digest: string, path: string): void {
  const pathByDigest = { ...readPaths(dataFolder), [digest]: path };
  writeKeptFile(filePath(dataFolder), { version: 1, pathByDigest });
}

/** Where the bundle with a digest was; null where it is not known or no longer there. */
export function findBundle(dataFolder: string, digest: string): string | null {
  const paths = readPaths(dataFolder);
  const path = Object.hasOwn(paths, digest) ? paths[digest] : undefined;
  return path !== undefined && existsSync(path) ? path : null;
}

function readPaths(dataFolder: string): Readonly<Record<string, string>> {
  return readKeptFile(filePath(dataFolder), fileSchema)?.pathByDigest ?? {};
}

function filePath(dataFolder: string): string {
  return join(dataFolder, 'window', 'bundles.json');
}
