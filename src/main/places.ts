import { app } from 'electron';
import { join } from 'node:path';
import { findCommit, type Places } from '../host/index.ts';

/** Where the desktop finds what belongs to it. */
export interface DesktopPlaces {
  readonly host: Places;
  /** Folder of the built window. */
  readonly window: string;
  readonly preload: string;
  readonly docs: string;
  readonly icon: string;
  readonly trayIcon: string;
}

/** The places of a checkout or of a package: both have resources/, docs/ and out/ in the application's own folder. */
export function describeDesktopPlaces(): DesktopPlaces {
  const root = app.getAppPath();
  const resources = join(root, 'resources');
  return {
    host: { resources, version: app.getVersion(), gitCommit: findCommit(root) },
    window: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    docs: join(root, 'docs'),
    icon: join(resources, 'icons', 'icon.png'),
    trayIcon: join(resources, 'icons', process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'),
  };
}
