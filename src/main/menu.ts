import { app, Menu, type MenuItemConstructorOptions, shell } from 'electron';
import type { DesktopCommand } from '../shared/desktop.ts';
import { productName } from './identity.ts';

export interface MenuOptions {
  readonly command: (command: DesktopCommand) => void;
  readonly dataFolder: string;
  readonly docsFolder: string;
  readonly logPath: string;
}

/** Gives the application its menu. */
export function installMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(describeMenu(options, process.platform === 'darwin')));
}

function describeMenu(
  { command, dataFolder, docsFolder, logPath }: MenuOptions,
  isMac: boolean,
): MenuItemConstructorOptions[] {
  const ask = (label: string, name: DesktopCommand, rest: MenuItemConstructorOptions = {}) => ({
    label,
    click: () => command(name),
    ...rest,
  });
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        ask('New experiment', 'new-experiment', { accelerator: 'CmdOrCtrl+N' }),
        { type: 'separator' },
        { label: 'Show data folder', click: () => void shell.openPath(dataFolder) },
        { type: 'separator' },
        { role: 'close', label: 'Close window' },
        ...(isMac ? [] : [{ label: 'Quit', accelerator: 'Ctrl+Q', click: () => app.quit() }]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        ask('Home', 'home', { accelerator: 'CmdOrCtrl+1' }),
        ask('Queue', 'queue', { accelerator: 'CmdOrCtrl+2' }),
        ask('Runs', 'runs', { accelerator: 'CmdOrCtrl+3' }),
        // The page itself listens for this key, in the browser as well.
        ask('Command palette', 'palette', { accelerator: 'CmdOrCtrl+K', registerAccelerator: false }),
        { type: 'separator' },
        { role: 'reload' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      label: '&Help',
      submenu: [
        ask('Keyboard shortcuts', 'shortcuts'),
        { label: 'Documentation', click: () => void shell.openPath(docsFolder) },
        { label: 'Show log', click: () => shell.showItemInFolder(logPath) },
        ...(isMac ? [] : [{ label: `About ${productName}`, click: () => app.showAboutPanel() }]),
      ],
    },
  ];
}
