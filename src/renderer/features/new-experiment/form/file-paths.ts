/** A path as the lab will find it: relative ones start from the folder of the spec. Works for both kinds of slashes. */
export function resolvePath(baseFolder: string | null, path: string): string {
  if (path === '' || isAbsolute(path) || baseFolder === null) return path;
  const separator = baseFolder.includes('\\') ? '\\' : '/';
  const parts: string[] = [];
  for (const part of `${baseFolder}${separator}${path}`.split(/[\\/]/)) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join(separator);
}

/** The last part of a path. */
export function nameOfPath(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function isAbsolute(path: string): boolean {
  return /^([\\/]|[a-z]:[\\/])/i.test(path);
}
