import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { bridgeName, type DesktopBridge, portMessage } from '../../shared/desktop.ts';
import type { RawLink } from './link.ts';

/** An open way to the lab. */
export interface Transport {
  readonly link: RawLink;
  /** Called once when it is lost, with the reason the other side gave. */
  onClose(listener: (reason: string | null) => void): void;
  close(): void;
}

/** What the preload script left in the window; undefined in a browser. */
export function findBridge(): DesktopBridge | undefined {
  return (window as unknown as Record<string, DesktopBridge | undefined>)[bridgeName]; // set by our preload script or by nobody
}

/** Opens the way that this window has: a message port in the desktop, else the WebSocket of `serve`. */
export function openTransport(): Promise<Transport> {
  const bridge = findBridge();
  return bridge ? openPort(bridge) : openSocket();
}

function openSocket(): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const url = new URL('/rpc', window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    socket.addEventListener('error', () => reject(new Error('The lab cannot be reached.')));
    socket.addEventListener('open', () => {
      resolve({
        link: new SocketLink({ websocket: socket }),
        onClose: (listener) => socket.addEventListener('close', (event) => listener(event.reason || null)),
        close: () => socket.close(),
      });
    });
  });
}

function openPort(bridge: DesktopBridge): Promise<Transport> {
  const nonce = crypto.randomUUID();
  return new Promise((resolve) => {
    const receive = (event: MessageEvent) => {
      // The preload script posts into its own window; anything else that posts here is not it.
      if (event.source !== window || event.data?.kind !== portMessage || event.data.nonce !== nonce) return;
      const [port] = event.ports;
      if (!port) return;
      window.removeEventListener('message', receive);
      const link = new PortLink({ port });
      port.start();
      resolve({
        link,
        onClose: (listener) => port.addEventListener('close', () => listener(null)),
        close: () => port.close(),
      });
    };
    window.addEventListener('message', receive);
    bridge.connect(nonce);
  });
}
