import { EventEmitter } from 'node:events';

/** What was shown to the user, and what the next questions are answered with. */
export const shown = {
  boxes: [] as { message: string; detail?: string; buttons?: string[] }[],
  errors: [] as string[],
  notifications: [] as Notification[],
  opened: [] as string[],
  /** Index of the button for each coming question; 0 when there is none. */
  answers: [] as number[],
  folders: [] as string[],
  blockers: new Set<number>(),
  menus: [] as MenuTemplate[],
};

export type MenuTemplate = readonly {
  readonly label?: string;
  readonly role?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly click?: () => void;
  readonly submenu?: MenuTemplate;
}[];

type BoxOptions = (typeof shown.boxes)[number];

export const dialog = {
  showMessageBox(...parts: unknown[]): Promise<{ response: number }> {
    shown.boxes.push(parts.at(-1) as BoxOptions); // the window before it is optional
    return Promise.resolve({ response: shown.answers.shift() ?? 0 });
  },
  showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    const folder = shown.folders.shift();
    return Promise.resolve({ canceled: folder === undefined, filePaths: folder === undefined ? [] : [folder] });
  },
  showErrorBox: (_title: string, text: string) => void shown.errors.push(text),
};

export const shell = {
  openExternal: (address: string) => Promise.resolve(void shown.opened.push(address)),
  openPath: (path: string) => Promise.resolve(shown.opened.push(path) > 0 ? '' : 'never'),
  showItemInFolder: (path: string) => void shown.opened.push(path),
};

export class Notification extends EventEmitter {
  static isSupported = () => true;
  readonly options: { title: string; body: string };

  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
  }

  show(): void {
    shown.notifications.push(this);
  }
}

export const Menu = {
  buildFromTemplate: (template: MenuTemplate) => template,
  setApplicationMenu: (template: MenuTemplate) => void shown.menus.push(template),
};

export class Tray extends EventEmitter {
  static readonly all: Tray[] = [];
  toolTip = '';
  menu: MenuTemplate = [];
  isDestroyed = false;

  constructor() {
    super();
    Tray.all.push(this);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: MenuTemplate): void {
    this.menu = menu;
  }

  destroy(): void {
    this.isDestroyed = true;
  }
}

export const nativeImage = { createFromPath: () => ({ setTemplateImage: () => undefined }) };
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
export const powerMonitor = new EventEmitter();

let lastBlocker = 0;
export const powerSaveBlocker = {
  start(): number {
    lastBlocker += 1;
    shown.blockers.add(lastBlocker);
    return lastBlocker;
  },
  stop: (id: number) => void shown.blockers.delete(id),
};

/** "Encrypts" by turning the bytes around, so that a test can tell cipher from clear text. */
export const safeStorage = {
  isAvailable: true,
  backend: 'gnome_libsecret',
  isEncryptionAvailable: () => safeStorage.isAvailable,
  getSelectedStorageBackend: () => safeStorage.backend,
  encryptString: (text: string) => Buffer.from(text).reverse(),
  decryptString(bytes: Buffer): string {
    if (bytes.length === 0) throw new Error('Error while decrypting the ciphertext.');
    return Buffer.from(bytes).reverse().toString();
  },
};
