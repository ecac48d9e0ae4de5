import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

export const ipcMain = new EventEmitter();

/** Electron's port has `on`, where the message is in `data`, and no `addEventListener`. */
class FakeMessagePort extends EventEmitter {
  readonly port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('message', (data) => this.emit('message', { data, ports: [] }));
    port.on('close', () => this.emit('close'));
  }

  postMessage(message: unknown): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
    this.port.postMessage(message);
  }

  start(): void {
    this.port.start();
  }

  close(): void {
    this.port.close();
  }
}

export class MessageChannelMain {
  readonly port1: FakeMessagePort;
  readonly port2: FakeMessagePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new FakeMessagePort(port1);
    this.port2 = new FakeMessagePort(port2);
  }
}

interface SchemeOptions {
  readonly scheme: string;
  readonly privileges: Readonly<Record<string, boolean>>;
}

const privileged: SchemeOptions[] = [];
export const protocol = {
  privileged,
  registerSchemesAsPrivileged: (schemes: readonly SchemeOptions[]) => void privileged.push(...schemes),
};

/** The preload script's side. */
const sent: unknown[][] = [];
export const ipcRenderer = Object.assign(new EventEmitter(), {
  sent,
  send: (...parts: unknown[]) => void sent.push(parts),
});
const exposed = new Map<string, unknown>();
export const contextBridge = {
  exposed,
  exposeInMainWorld: (name: string, value: unknown) => void exposed.set(name, value),
};
export const webUtils = { getPathForFile: (file: { name: string }) => `/home/someone/${file.name}` };
