import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { bridgeName, type DesktopBridge, desktopChannels, desktopCommands, portMessage } from '../shared/desktop.ts';

// A port cannot pass through the bridge; the page's own message event can carry it.
ipcRenderer.on(portMessage, (event, message: { nonce: string }) => {
  window.postMessage({ kind: portMessage, nonce: message.nonce }, window.location.origin, [...event.ports]);
});

contextBridge.exposeInMainWorld(bridgeName, {
  connect: (nonce) => ipcRenderer.send(desktopChannels.connect, nonce),
  pathOf: (file) => webUtils.getPathForFile(file),
  onCommand(listener) {
    const receive = (_event: unknown, name: unknown) => {
      const command = desktopCommands.find((known) => known === name);
      if (command) listener(command);
    };
    ipcRenderer.on(desktopChannels.command, receive);
    return () => void ipcRenderer.off(desktopChannels.command, receive);
  },
} satisfies DesktopBridge);
