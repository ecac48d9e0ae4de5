import { protocol, type Session } from 'electron';
import { type Host, previewPolicy, previewPrefix, type WindowFile, windowPolicy } from '../host/index.ts';
import { windowHost, windowScheme } from './addresses.ts';

/** Makes app:// a scheme like https, with origins and policies of its own. Must run before the application is ready. */
export function registerWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: windowScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export interface WindowProtocolOptions {
  readonly session: Session;
  readonly findFile: (path: string) => WindowFile | undefined;
  readonly previews: Host['previews'];
}

/** Answers app://lab/ with the built window and with previews: there is no other file that an address could mean. */
export function serveWindow({ session, findFile, previews }: WindowProtocolOptions): void {
  session.protocol.handle(windowScheme, (request) => {
    const url = new URL(request.url);
    if (url.host !== windowHost) return refuse(404, 'There is nothing here.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET.');
    const preview = url.pathname.startsWith(previewPrefix) ? previews.find(url.pathname) : undefined;
    if (preview !== undefined) return answer(preview, 'text/html; charset=utf-8', previewPolicy);
    const file = findFile(url.pathname);
    return file
      ? answer(new Uint8Array(file.bytes), file.type, windowPolicy(null))
      : refuse(404, 'There is nothing here.');
  });
}

/** A response of ours; every one of them has a content security policy. */
export function answer(body: string | Uint8Array<ArrayBuffer>, type: string, policy: string, status = 200): Response {
  return new Response(body, {
    status,
    headers: {
      'Content-Type': type,
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    },
  });
}

function refuse(status: number, sentence: string): Response {
  return answer(`${sentence}\n`, 'text/plain; charset=utf-8', "default-src 'none'", status);
}
