import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { AppError } from '../shared/errors.ts';

/** One file of the built window. */
export interface WindowFile {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly type: string;
  /** Its name changes with its content, so it may be kept for ever. */
  readonly isImmutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** What the window's page may do: run our files alone, reach nobody but the lab. `socket` is the lab's WebSocket, if it has one. */
export function windowPolicy(socket: string | null): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    // Mantine sets sizes and colours through style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `connect-src 'self'${socket === null ? '' : ` ${socket}`}`,
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Reads the built window whole, so that an address can only ever mean one of these files. @throws AppError host/no-window.
 * The returned function finds the file of an address; addresses of pages lead to the page itself.
 */
export function loadWindowFiles(folder: string): (path: string) => WindowFile | undefined {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new AppError('host/no-window', `The window is not built in ${folder}; "npm run build" makes it.`);
  }
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry): [string, WindowFile] => {
        const path = join(entry.parentPath, entry.name);
        const address = `/${relative(folder, path).split(sep).join('/')}`;
        return [
          address,
          {
            bytes: readFileSync(path),
            type: types[extname(path)] ?? 'application/octet-stream',
            isImmutable: address.startsWith('/assets/'),
          },
        ];
      }),
  );
  return (path) => files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined);
}
