import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { isPlainObject } from '../plan/dotted-path.ts';

/** The folder that paths of a bundle seem to lie in; it exists nowhere. */
const nowhere = '/bundle';

/** How a bundle calls a file of which it knows the content: by its digest and its name, not by where it lies. */
export function neutralInputPath(path: string, digest: string): string {
  return `${nowhere}/${digest.slice(0, 12)}/${lastPart(path)}`;
}

/** The last part of a path of any system. */
export function lastPart(path: string): string {
  return splitPath(path).at(-1) ?? path;
}

export function splitPath(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '');
}

export function isAbsolutePath(path: string): boolean {
  return posix.isAbsolute(path) || win32.isAbsolute(path);
}

/** A spec's own path with only as many folders as its relative paths climb. */
export function neutralSpecPath(specPath: string, climb: number): string {
  return [nowhere, ...splitPath(specPath).slice(-1 - climb)].join('/');
}

/** How many folders a relative path goes up. */
export function countClimb(path: string): number {
  return splitPath(path).findIndex((part) => part !== '..' && part !== '.');
}

/** A copy of `value` with every text under a key "path", or under a dotted key that ends so, replaced. */
export function mapPaths(value: unknown, replace: (path: string) => string): unknown {
  if (Array.isArray(value)) return value.map((member) => mapPaths(member, replace));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (!/(^|\.)path$/.test(key)) return [key, mapPaths(member, replace)];
      // An axis over a path has a list of them.
      if (Array.isArray(member)) return [key, member.map((one) => (typeof one === 'string' ? replace(one) : one))];
      return [key, typeof member === 'string' ? replace(member) : member];
    }),
  );
}

/** A path of a spec: relative ones are the researcher's own words and stay, of absolute ones the part with "{seed}", or the name. */
export function neutralWrittenPath(path: string): string {
  if (!isAbsolutePath(path)) return path;
  const parts = splitPath(path);
  const first = parts.findIndex((part) => part.includes('{seed}'));
  return [nowhere, ...(first === -1 ? parts.slice(-1) : parts.slice(first))].join('/');
}

const part = String.raw`[^\s"'\x60<>|*?:\\/]+`;
const absolutePath = new RegExp(
  String.raw`(?<![\w/.])(?:file:\/\/)?(?:[A-Za-z]:)?[\\/](?:${part}[\\/])+(${part})?`,
  'g',
);

/** A message without the folders that paths in it name: of "/home/somebody/lab/data.jsonl" only "…/data.jsonl" stays. */
export function withoutFolders(text: string): string {
  const home = homedir();
  // In a container the home may be "/" or unset, which is part of every text.
  const isFolder = splitPath(home).length > 0;
  return (isFolder ? text.replaceAll(home, '/home/user') : text).replace(
    absolutePath,
    (_path, name: string | undefined) => `…/${name ?? ''}`,
  );
}
