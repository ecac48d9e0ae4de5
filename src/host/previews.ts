import { randomUUID } from 'node:crypto';

const kept = 8;

/** Pages made for looking at, such as a report before it is written; the last few are kept. */
export interface Previews {
  /** Keeps a self-contained page and returns the address under which a window finds it. */
  add(html: string): string;
  find(path: string): string | undefined;
}

export const previewPrefix = '/preview/';

/** What a preview may do: run its own scripts, in an origin of its own, without any network. */
export const previewPolicy =
  "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:";

export function createPreviews(): Previews {
  const pages = new Map<string, string>();
  return {
    add(html) {
      const path = `${previewPrefix}${randomUUID()}`;
      pages.set(path, html);
      for (const old of [...pages.keys()].slice(0, -kept)) pages.delete(old);
      return path;
    },
    find: (path) => pages.get(path),
  };
}
