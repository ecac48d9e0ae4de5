import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bridgeName, type DesktopBridge, desktopChannels, portMessage } from '../../src/shared/desktop.ts';
import { contextBridge, ipcRenderer } from '../main/fake-electron/index.ts';

vi.mock('electron', () => import('../main/fake-electron/index.ts'));

const posted: unknown[][] = [];
let bridge: DesktopBridge;

beforeAll(async () => {
  vi.stubGlobal('window', {
    location: { origin: 'app://lab' },
    postMessage: (...parts: unknown[]) => posted.push(parts),
  });
  await import('../../src/preload/index.ts');
  bridge = contextBridge.exposed.get(bridgeName) as DesktopBridge; // put there by the preload script
});

describe('the preload script', () => {
  it('20. Do not expose Electron APIs to untrusted web content: one object with three functions is all', () => {
    expect([...contextBridge.exposed.keys()]).toEqual([bridgeName]);
    expect(Object.keys(bridge).sort()).toEqual(['connect', 'onCommand', 'pathOf']);
  });

  it('asks for a port under a nonce, and hands it on to its own page alone', () => {
    expect(bridge.connect('nonce-1')).toBeUndefined();
    expect(ipcRenderer.sent).toEqual([[desktopChannels.connect, 'nonce-1']]);
    const port = { name: 'port' };
    ipcRenderer.emit(portMessage, { ports: [port], sender: ipcRenderer }, { nonce: 'nonce-1', more: 'dropped' });
    expect(posted).toEqual([[{ kind: portMessage, nonce: 'nonce-1' }, 'app://lab', [port]]]);
  });

  it('passes on the commands it knows, without the event they came in, until it is told to stop', () => {
    const received: unknown[][] = [];
    const stop = bridge.onCommand((...parts) => received.push(parts));
    for (const name of ['queue', 'format-disk', 1, null]) ipcRenderer.emit(desktopChannels.command, {}, name);
    expect(received).toEqual([['queue']]);
    stop();
    ipcRenderer.emit(desktopChannels.command, {}, 'queue');
    expect(received).toHaveLength(1);
    expect(ipcRenderer.listenerCount(desktopChannels.command)).toBe(0);
  });

  it('names the path of a file that was chosen', () => {
    expect(bridge.pathOf(new File([], 'rows.csv'))).toBe('/home/someone/rows.csv');
  });
});
