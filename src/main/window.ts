import { app, BrowserWindow, screen } from 'electron';
import { type DesktopCommand, desktopChannels } from '../shared/desktop.ts';
import { windowAddress } from './addresses.ts';
import type { StateFile } from './state-file.ts';
import { placeWindow } from './window-place.ts';

/** The application's one window; it may be open, hidden or closed. */
export interface MainWindow {
  /** The window, if it is open or hidden. */
  current(): BrowserWindow | null;
  /** Opens the window or brings it to the front. */
  show(): void;
  hide(): void;
  /** Brings the window to the front and asks its page to do something. */
  command(command: DesktopCommand): void;
}

export interface MainWindowOptions {
  readonly state: StateFile;
  readonly preloadPath: string;
  readonly iconPath: string;
  /** Called for each new window, before its page is loaded. */
  readonly onCreate: (window: BrowserWindow) => void;
}

export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null;
  /** What the page is asked for while it is being loaded. */
  let waiting: DesktopCommand | null = null;

  function open(): BrowserWindow {
    const { state } = options;
    const created = new BrowserWindow({
      ...placeWindow(state.get().window, screen.getAllDisplays()),
      minWidth: 900,
      minHeight: 600,
      show: false,
      title: 'Booster Lab',
      icon: options.iconPath,
      webPreferences: {
        preload: options.preloadPath,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    created.once('ready-to-show', () => {
      if (state.get().window?.isMaximized) created.maximize();
      created.show();
    });
    created.webContents.on('did-finish-load', () => {
      if (waiting) created.webContents.send(desktopChannels.command, waiting);
      waiting = null;
    });
    const remember = () => {
      const { x, y, width, height } = created.getNormalBounds();
      state.set({ window: { x, y, width, height, isMaximized: created.isMaximized() } });
    };
    created.on('close', remember);
    created.on('hide', remember);
    created.on('closed', () => {
      window = null;
    });
    options.onCreate(created);
    void created.loadURL(windowAddress);
    return created;
  }

  function show(): BrowserWindow {
    if (!window) {
      window = open();
      return window;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return window;
  }

  return {
    current: () => window,
    show: () => void show(),
    hide: () => window?.hide(),
    command(command) {
      const { webContents } = show();
      if (webContents.isLoading()) waiting = command;
      else webContents.send(desktopChannels.command, command);
    },
  };
}
