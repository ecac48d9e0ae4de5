import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '../../shared/errors.ts';
import {
  type Host,
  loadWindowFiles,
  previewPolicy,
  previewPrefix,
  serveSocket,
  windowPolicy,
} from '../../host/index.ts';
import { createGuard } from './guard.ts';

export interface WebServer {
  /** What a person opens: address and secret. */
  readonly link: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface WebServerOptions {
  readonly host: Host;
  /** Folder of the built window. */
  readonly windowFolder: string;
  /** 0 takes any free one. */
  readonly port: number;
}

const address = '127.0.0.1';
/** Long enough for a data set that is dropped into the window. */
const maxMessageBytes = 256 * 1024 * 1024;
/** What a window that cannot keep up may owe before it is cut off; it then connects again and reads what it needs. */
const maxOwedBytes = 64 * 1024 * 1024;

/** Serves the window and its lab to browsers of this machine. @throws AppError host/no-window, serve/port-taken. */
export async function startWebServer({ host, windowFolder, port: wantedPort }: WebServerOptions): Promise<WebServer> {
  const findFile = loadWindowFiles(windowFolder);
  const server = createServer((request, response) => answer(request, response));
  const guard = createGuard(() => readPort());
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  const open = new Set<WebSocket>();

  function readPort(): number {
    return (server.address() as AddressInfo).port; // a TCP server that listens has an AddressInfo
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    // Anybody may send anything: "//" is no address at all.
    const url = URL.parse(request.url ?? '/', `http://${address}`);
    if (!url) return refuse(response, 400, 'This is no address.');
    if (!guard.isOurHost(request) || !guard.isOurOrigin(request)) return refuse(response, 403, 'Not from here.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET.');
    if (url.searchParams.has('token')) return welcome(url, response);
    if (!guard.isKnown(request)) {
      return refuse(response, 401, 'Open the link that "npm run serve" printed; each start has a new one.');
    }
    const preview = url.pathname.startsWith(previewPrefix) ? host.previews.find(url.pathname) : undefined;
    if (preview !== undefined) return send(response, Buffer.from(preview), 'text/html; charset=utf-8', previewPolicy);
    const file = findFile(url.pathname);
    if (!file) return refuse(response, 404, 'There is nothing here.');
    const socket = `ws://${request.headers.host ?? ''}`;
    response.setHeader('Cache-Control', file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-store');
    send(response, file.bytes, file.type, windowPolicy(socket));
  }

  function welcome(url: URL, response: ServerResponse): void {
    if (!guard.hasToken(url.searchParams.get('token'))) {
      return refuse(response, 401, 'This link is of an earlier start; open the one that was printed last.');
    }
    url.searchParams.delete('token');
    // The secret leaves the address bar at once, and with it the browser's history.
    response.writeHead(303, {
      ...commonHeaders,
      'Set-Cookie': guard.cookie(),
      Location: `${url.pathname}${url.search}`,
      'Cache-Control': 'no-store',
    });
    response.end();
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node has taken its own listener off; who hangs up while being answered must not end the lab.
    socket.on('error', () => socket.destroy());
    const isAllowed =
      request.url === '/rpc' &&
      request.headers.origin !== undefined &&
      guard.isOurHost(request) &&
      guard.isOurOrigin(request) &&
      guard.isKnown(request);
    if (!isAllowed) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      open.add(webSocket);
      webSocket.on('close', () => open.delete(webSocket));
      webSocket.on('error', () => webSocket.terminate());
      serveSocket(host.router, webSocket);
    });
  });
  await listen(server, wantedPort);
  // A connection that cannot be accepted, as with too many open files, must not end the lab; the browser tries again.
  server.on('error', () => undefined);
  const port = readPort();
  const watch = setInterval(() => {
    for (const socket of open) if (socket.bufferedAmount > maxOwedBytes) socket.terminate();
  }, 1000);
  return {
    port,
    link: `http://${address}:${port}/?token=${guard.token}`,
    async close() {
      clearInterval(watch);
      for (const socket of open) socket.close(1001, 'The lab was stopped.');
      sockets.close();
      server.close();
      server.closeAllConnections();
      await Promise.race([once(server, 'close'), new Promise((resolve) => setTimeout(resolve, 1000))]);
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'serve/port-taken',
      `Port ${port} cannot be opened: ${reason}; leave --port out, and a free one is taken.`,
      { cause: error },
    );
  }
}

const commonHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

function send(response: ServerResponse, bytes: Buffer, type: string, policy: string): void {
  response.writeHead(200, { ...commonHeaders, 'Content-Type': type, 'Content-Security-Policy': policy });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...commonHeaders, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}
