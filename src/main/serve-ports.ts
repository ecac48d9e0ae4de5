import { ipcMain, type IpcMainEvent, MessageChannelMain } from 'electron';
import { z } from 'zod';
import { desktopChannels, portMessage } from '../shared/desktop.ts';
import { type LabRouter, servePort } from '../host/index.ts';
import { isWindowAddress } from './addresses.ts';
import type { DesktopLog } from './log.ts';

const nonceSchema = z.uuid();

/** Gives every window that asks for it a message port to the lab. */
export function servePorts(router: LabRouter, log: DesktopLog): void {
  ipcMain.on(desktopChannels.connect, (event, input: unknown) => {
    const nonce = nonceSchema.safeParse(input);
    if (!isOurWindow(event) || !nonce.success) {
      log.write('warning', 'Something that is not our window asked for the lab; it was refused.');
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    servePort(router, port1);
    port1.start();
    event.senderFrame?.postMessage(portMessage, { nonce: nonce.data }, [port2]);
  });
}

/** True for the main frame of a window, while it shows our own page. */
export function isOurWindow(event: Pick<IpcMainEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isWindowAddress(frame.url);
}
