import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { RPCHandler as SocketHandler } from '@orpc/server/ws';
import type { SupportedMessagePort } from '@orpc/client/message-port';
import type { WebSocket } from 'ws';
import type { LabRouter } from '../router.ts';

/** Serves one window over a message port (desktop). The caller starts the port afterwards. */
export function servePort(router: LabRouter, port: SupportedMessagePort): void {
  new PortHandler(router).upgrade(port, { context: {} });
}

/** Serves one window over a WebSocket (`serve`); calls and streams end when it closes. */
export function serveSocket(router: LabRouter, socket: WebSocket): void {
  void new SocketHandler(router).upgrade(socket, { context: {} });
}
