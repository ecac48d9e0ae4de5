import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may talk to `serve`: a browser that opened the printed link, from a page of ours, under a name of this machine. */
export interface Guard {
  /** The secret of the printed link. */
  readonly token: string;
  /** False for a Host header that is not this machine: a foreign name that was made to lead here (DNS rebinding). */
  isOurHost(request: IncomingMessage): boolean;
  /** False for a request that a page of another origin makes. */
  isOurOrigin(request: IncomingMessage): boolean;
  hasToken(candidate: string | null): boolean;
  /** True if the request carries the cookie that the link has set. */
  isKnown(request: IncomingMessage): boolean;
  /** The header that makes a browser known. */
  cookie(): string;
}

const ourNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A guard with a fresh secret. `port` keeps two labs on one machine apart: cookies do not. */
export function createGuard(port: () => number): Guard {
  const token = randomBytes(24).toString('base64url');
  const cookieName = () => `booster-lab-${port()}`;
  const hasToken = (candidate: string | null) => {
    const given = Buffer.from(candidate ?? '');
    const wanted = Buffer.from(token);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  };
  return {
    token,
    hasToken,
    // Any port: a tunnel may lead here from another one.
    isOurHost: (request) => ourNames.has(readHostName(request.headers.host)),
    isOurOrigin(request) {
      const { origin, host } = request.headers;
      if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site';
      return URL.canParse(origin) && new URL(origin).host === host;
    },
    isKnown: (request) => hasToken(readCookie(request.headers.cookie, cookieName())),
    cookie: () => `${cookieName()}=${token}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

function readHostName(host: string | undefined): string {
  return host !== undefined && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}

function readCookie(header: string | undefined, name: string): string | null {
  const pair = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  return pair === undefined ? null : pair.slice(name.length + 1);
}
