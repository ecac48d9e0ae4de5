import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { emitRefusable } from './events.ts';
import { type FakeSession, session } from './session.ts';

type OpenHandler = (details: { url: string }) => { action: string };

export class FakeWebContents extends EventEmitter {
  readonly sent: unknown[][] = [];
  readonly session: FakeSession;
  openHandler: OpenHandler | null = null;
  reloadCount = 0;
  isStillLoading = false;
  printed: object | null = null;

  constructor(owner: FakeSession) {
    super();
    this.session = owner;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  send(...parts: unknown[]): void {
    this.sent.push(parts);
  }

  reload(): void {
    this.reloadCount += 1;
  }

  isLoading = () => this.isStillLoading;

  printToPDF(options: object): Promise<Buffer> {
    this.printed = options;
    return Promise.resolve(Buffer.from('%PDF-'));
  }
}

interface WindowOptions {
  readonly webPreferences?: { readonly session?: FakeSession } & Record<string, unknown>;
  readonly [name: string]: unknown;
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  static focused: BrowserWindow | null = null;
  static getFocusedWindow = () => BrowserWindow.focused;
  readonly options: WindowOptions;
  readonly webContents: FakeWebContents;
  readonly progress: number[] = [];
  address: string | null = null;
  isShown = false;
  isGone = false;
  isLarge = false;
  bounds = { x: 10, y: 20, width: 1000, height: 700 };

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    this.webContents = new FakeWebContents(options.webPreferences?.session ?? session.defaultSession);
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  /** The window that is there now. */
  static get latest(): BrowserWindow {
    const latest = BrowserWindow.all.findLast((window) => !window.isGone);
    if (!latest) throw new Error('There is no window.');
    return latest;
  }

  loadURL(address: string): Promise<void> {
    this.address = address;
    return Promise.resolve();
  }

  show(): void {
    this.isShown = true;
  }

  hide(): void {
    this.isShown = false;
    this.emit('hide');
  }

  close(): void {
    if (emitRefusable(this, 'close')) this.destroy();
  }

  destroy(): void {
    this.isGone = true;
    this.isShown = false;
    this.emit('closed');
    if (BrowserWindow.all.every((window) => window.isGone)) app.emit('window-all-closed');
  }

  focus(): void {}
  restore(): void {}
  maximize(): void {
    this.isLarge = true;
  }
  isMinimized = () => false;
  isMaximized = () => this.isLarge;
  getNormalBounds = () => this.bounds;
  setProgressBar = (fraction: number) => void this.progress.push(fraction);
}
