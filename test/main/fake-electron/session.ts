import { EventEmitter } from 'node:events';

type ProtocolHandler = (request: Request) => Response | Promise<Response>;
type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: (isGranted: boolean) => void,
  details: { requestingUrl: string },
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string) => boolean;
type BeforeRequest = (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void;

export class FakeSession extends EventEmitter {
  readonly handlers = new Map<string, ProtocolHandler>();
  readonly protocol = { handle: (scheme: string, handler: ProtocolHandler) => this.handlers.set(scheme, handler) };
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.beforeRequest = listener;
    },
  };
  permissionRequest: RequestHandler | null = null;
  permissionCheck: CheckHandler | null = null;
  device: (() => boolean) | null = null;
  beforeRequest: BeforeRequest | null = null;
  isSpellChecked = true;

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.permissionCheck = handler;
  }

  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler;
  }

  setSpellCheckerEnabled(isEnabled: boolean): void {
    this.isSpellChecked = isEnabled;
  }

  /** What the session answers to a request of a page. */
  async fetch(address: string, method = 'GET'): Promise<Response> {
    const handler = this.handlers.get(address.slice(0, address.indexOf(':')));
    if (!handler) throw new Error(`Nobody answers ${address}.`);
    return handler(new Request(address, { method }));
  }

  isCancelled(url: string): boolean {
    const answers: boolean[] = [];
    this.beforeRequest?.({ url }, ({ cancel }) => answers.push(cancel));
    return answers[0] ?? false;
  }

  isGranted(permission: string, requestingUrl: string): boolean {
    const answers: boolean[] = [];
    this.permissionRequest?.(null, permission, (isGranted) => answers.push(isGranted), { requestingUrl });
    return answers[0] ?? true;
  }
}

const partitions = new Map<string, FakeSession>();

export const session = {
  defaultSession: new FakeSession(),
  fromPartition(name: string): FakeSession {
    const found = partitions.get(name) ?? new FakeSession();
    partitions.set(name, found);
    return found;
  },
};
