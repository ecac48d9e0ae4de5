/** Stands in for the module `electron`, whose binary a test machine need not have: vi.mock('electron', () => import(...)). */
export { app } from './app.ts';
export { contextBridge, ipcMain, ipcRenderer, MessageChannelMain, protocol, webUtils } from './ipc.ts';
export { session } from './session.ts';
export {
  dialog,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
  Tray,
} from './shell.ts';
export { utilityProcess } from './utility-process.ts';
export { BrowserWindow } from './windows.ts';
