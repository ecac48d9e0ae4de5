import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

export interface BundleFigures {
  /** What the first page needs before anything is shown: the scripts and styles that index.html names. */
  readonly initialBytes: number;
  /** Every script and style, those of pages that are loaded when gone to included. */
  readonly totalBytes: number;
}

/** Sizes after gzip, as a server would send them. */
export function measureBundle(windowFolder: string): BundleFigures {
  const sizes = new Map(
    readdirSync(windowFolder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(js|css)$/.test(file))
      .map((file) => [
        `/${file.split(path.sep).join('/')}`,
        gzipSync(readFileSync(path.join(windowFolder, file))).length,
      ]),
  );
  const html = readFileSync(path.join(windowFolder, 'index.html'), 'utf8');
  const initial = new Set([...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? ''));
  const add = (total: number, size: number) => total + size;
  return {
    initialBytes: [...initial].map((file) => sizes.get(file) ?? 0).reduce(add, 0),
    totalBytes: [...sizes.values()].reduce(add, 0),
  };
}
