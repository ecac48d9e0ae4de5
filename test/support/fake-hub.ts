import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface FakeRepo {
  readonly kind: 'model' | 'dataset';
  readonly id: string;
  /** Bytes by path. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** Paths that are kept in the large-file store, on another host. */
  readonly large?: readonly string[];
  readonly gated?: boolean;
  readonly downloads?: number;
}

/** What goes wrong with one answer. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'silence'; readonly afterBytes: number }
  | { readonly kind: 'flip' }
  | { readonly kind: 'no-range' }
  | { readonly kind: 'text'; readonly text: string };

export interface SeenRequest {
  readonly host: 'hub' | 'store';
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface FakeHub {
  readonly url: string;
  readonly token: string;
  readonly seen: readonly SeenRequest[];
  /** The next answers whose "host:path" holds `part` go wrong in this order. */
  fail(part: string, ...faults: readonly Fault[]): void;
}

export const fakeCommit = 'c0ffee'.padEnd(40, '0');

/** A hub on the loopback that answers as a real one does, as far as searching, listing and downloading go. */
export async function startFakeHub(repos: readonly FakeRepo[]): Promise<FakeHub> {
  const token = 'secret-of-the-test';
  const seen: SeenRequest[] = [];
  const faults: { part: string; fault: Fault }[] = [];
  const note = (host: SeenRequest['host'], request: IncomingMessage) => {
    const { range, authorization } = request.headers;
    seen.push({ host, path: request.url ?? '', range, authorization });
  };
  const takeFault = (path: string): Fault | undefined => {
    const index = faults.findIndex(({ part }) => path.includes(part));
    return index < 0 ? undefined : faults.splice(index, 1)[0]?.fault;
  };

  const store = await listen((request, response) => {
    note('store', request);
    const path = decodeURIComponent(request.url ?? '');
    const body = repos.flatMap((repo) => Object.entries(repo.files)).find(([name]) => path === `/${name}`)?.[1];
    send(request, response, Buffer.from(body ?? ''), takeFault(`store:${path}`));
  });

  const hub = await listen((request, response) => {
    note('hub', request);
    const url = new URL(request.url ?? '/', 'http://hub');
    const path = decodeURIComponent(url.pathname);
    const fault = takeFault(`hub:${path}`);
    if (fault?.kind === 'status') return sendStatus(response, fault);
    if (fault?.kind === 'text') return response.end(fault.text);
    const list = /^\/api\/(model|dataset)s$/.exec(path);
    if (list) {
      const query = url.searchParams.get('search') ?? '';
      const found = repos.filter(
        (repo) => repo.kind === list[1] && repo.id.toLowerCase().includes(query.toLowerCase()),
      );
      const limit = Number(url.searchParams.get('limit') ?? 500);
      return sendJson(response, found.slice(0, limit).map(describe));
    }
    const repo = repos.find(
      ({ kind, id }) => path.startsWith(`/api/${kind}s/${id}/`) || path.startsWith(prefix(kind, id)),
    );
    if (!repo) return sendStatus(response, { status: 404 });
    const isFile = path.startsWith(prefix(repo.kind, repo.id)) && !path.startsWith('/api/');
    if (repo.gated && request.headers.authorization !== `Bearer ${token}` && (isFile || path.includes('/tree/')))
      return sendStatus(response, { status: 401 });
    if (path.includes('/revision/')) return sendJson(response, describe(repo));
    if (path.includes('/tree/')) return sendJson(response, listTree(repo));
    const name = path.split(`/resolve/${fakeCommit}/`)[1] ?? '';
    const body = repo.files[name];
    if (body === undefined) return sendStatus(response, { status: 404 });
    if (repo.large?.includes(name)) {
      response.writeHead(302, { location: `${store}/${name}` });
      return response.end();
    }
    return send(request, response, Buffer.from(body), fault);
  });
  return { url: hub, token, seen, fail: (part, ...list) => faults.push(...list.map((fault) => ({ part, fault }))) };
}

function prefix(kind: FakeRepo['kind'], id: string): string {
  return kind === 'model' ? `/${id}/` : `/datasets/${id}/`;
}

function describe({ id, gated = false, downloads = 0 }: FakeRepo) {
  return {
    _id: createHash('sha1').update(id).digest('hex').slice(0, 24),
    id,
    sha: fakeCommit,
    private: false,
    gated: gated ? 'manual' : false,
    likes: 1,
    downloads,
    lastModified: '2026-01-02T03:04:05.000Z',
    cardData: { license: 'apache-2.0' },
  };
}

function listTree({ files, large = [] }: FakeRepo) {
  return Object.entries(files).map(([path, body]) => {
    const bytes = Buffer.from(body);
    const pointer = `oid sha256:${path}`;
    const isLarge = large.includes(path);
    const blob = isLarge ? Buffer.from(pointer) : bytes;
    const oid = createHash('sha1').update(`blob ${blob.length}\0`).update(blob).digest('hex');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return {
      type: 'file',
      path,
      size: bytes.length,
      oid,
      ...(isLarge ? { lfs: { oid: sha256, size: bytes.length, pointerSize: pointer.length } } : {}),
    };
  });
}

function send(request: IncomingMessage, response: ServerResponse, body: Buffer, fault: Fault | undefined): void {
  if (fault?.kind === 'status') return sendStatus(response, fault);
  const start = fault?.kind === 'no-range' ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const part = Buffer.from(body.subarray(start));
  if (fault?.kind === 'flip' && part.length > 0) part[part.length - 1] = (part.at(-1) ?? 0) ^ 1;
  const isRest = start > 0;
  response.writeHead(isRest ? 206 : 200, {
    'content-length': part.length,
    ...(isRest ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  });
  if (fault?.kind !== 'cut' && fault?.kind !== 'silence') {
    response.end(part);
    return;
  }
  response.write(part.subarray(0, fault.afterBytes), () => {
    // The bytes have to arrive before the line goes dead.
    if (fault.kind === 'cut') setTimeout(() => response.destroy(), 50);
  });
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

function sendStatus(response: ServerResponse, { status, retryAfter }: { status: number; retryAfter?: string }): void {
  response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  response.end('{"error":"no"}');
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a server on TCP
}
