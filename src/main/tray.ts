import { app, Menu, nativeImage, Tray } from 'electron';
import type { Activity, ActivityWatch } from './activity.ts';
import { productName } from './identity.ts';
import type { MainWindow } from './window.ts';

export interface TrayOptions {
  readonly iconPath: string;
  readonly watch: ActivityWatch;
  readonly window: MainWindow;
}

/** Puts the application into the system's tray, where it stays while its window is closed. The caller must keep the result. */
export function createTray({ iconPath, watch, window }: TrayOptions): Tray {
  const image = nativeImage.createFromPath(iconPath);
  image.setTemplateImage(process.platform === 'darwin');
  const tray = new Tray(image);
  let sentence = '';
  const update = (activity: Activity) => {
    const next = describeActivity(activity);
    // Some systems close an open menu that is set again.
    if (next === sentence) return;
    sentence = next;
    tray.setToolTip(`${productName}: ${sentence}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: sentence, enabled: false },
        { type: 'separator' },
        { label: 'Show', click: () => window.show() },
        { label: 'Queue', click: () => window.command('queue') },
        { type: 'separator' },
        { label: 'Quit', click: () => app.quit() },
      ]),
    );
  };
  tray.on('click', () => window.show());
  update(watch.current());
  watch.onChange(update);
  return tray;
}

export function describeActivity({ runningCount, fraction }: Activity): string {
  if (runningCount === 0) return 'nothing runs';
  const stages = runningCount === 1 ? '1 stage runs' : `${runningCount} stages run`;
  return fraction === null ? stages : `${stages}, ${Math.floor(fraction * 100)}% of the queue is done`;
}
