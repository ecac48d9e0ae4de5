import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

export const repository = resolve(import.meta.dirname, '../..');

/** One import as written in a source file. */
export interface ImportUse {
  /** File that imports, relative to the repository, with `/`. */
  readonly from: string;
  readonly specifier: string;
  /** For a relative import: the imported file, relative to the repository; undefined for a package. */
  readonly target: string | undefined;
}

const patterns = [
  // import ... from 'x' and export ... from 'x', over several lines too
  /^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"]([^'"]+)['"]/g,
  /\brequire(?:\.resolve)?\s*\(\s*['"]([^'"]+)['"]/g,
];

/** Lists the code files below a folder, relative to the repository, sorted. */
export function listCodeFiles(folder: string): string[] {
  const entries = readdirSync(join(repository, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort();
}

/** Reads every static, dynamic, re-exporting, type-only and require import of one file. */
export function readImports(from: string): ImportUse[] {
  return parseImports(from, readFileSync(join(repository, from), 'utf8'));
}

/** The same for text that need not be a file. */
export function parseImports(from: string, text: string): ImportUse[] {
  const specifiers = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
  return [...new Set(specifiers)].map((specifier) => ({
    from,
    specifier,
    target: specifier.startsWith('.') ? resolveTarget(from, specifier) : undefined,
  }));
}

/** `@scope/name/part` and `name/part` without the part. */
export function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function resolveTarget(from: string, specifier: string): string {
  return relative(repository, resolve(repository, dirname(from), specifier))
    .split(sep)
    .join('/');
}
