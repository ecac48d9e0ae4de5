import { randomUUID } from 'node:crypto';
import { BrowserWindow, session } from 'electron';
import { previewPolicy } from '../host/index.ts';
import { windowAddress, windowScheme } from './addresses.ts';
import { secureSession } from './secure-session.ts';
import { answer } from './window-protocol.ts';

/** Makes what prints self-contained pages: each in a window nobody sees, in a session of its own that can reach nothing else. */
export function createPrinter(): (html: string) => Promise<Uint8Array> {
  const pages = new Map<string, string>();
  const printing = session.fromPartition('printing');
  secureSession(printing);
  printing.protocol.handle(windowScheme, (request) => {
    const html = pages.get(request.url);
    return html === undefined
      ? answer('There is nothing here.\n', 'text/plain; charset=utf-8', "default-src 'none'", 404)
      : answer(html, 'text/html; charset=utf-8', previewPolicy);
  });
  return async (html) => {
    // A preview's address: the only pages beside the window's own that may be shown at all.
    const address = `${windowAddress}preview/${randomUUID()}`;
    pages.set(address, html);
    const window = new BrowserWindow({
      show: false,
      width: 1280,
      height: 1810,
      webPreferences: {
        session: printing,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        devTools: false,
        spellcheck: false,
        backgroundThrottling: false,
      },
    });
    try {
      await window.loadURL(address);
      return await window.webContents.printToPDF({
        pageSize: 'A4',
        printBackground: true,
        preferCSSPageSize: true,
        generateTaggedPDF: true,
        generateDocumentOutline: true,
      });
    } finally {
      pages.delete(address);
      window.destroy();
    }
  };
}
