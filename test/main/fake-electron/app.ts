import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../support/read-imports.ts';
import { emitRefusable } from './events.ts';

/** Electron's `app`, as far as the desktop uses it; what a test asks about is in fields. */
class FakeApp extends EventEmitter {
  isPackaged = false;
  hasLock = true;
  isSandboxed = false;
  hasQuit = false;
  exitCode: number | null = null;
  appPath = repository;
  userData = mkdtempSync(join(tmpdir(), 'booster-lab-desktop-'));

  readonly commandLine = { getSwitchValue: () => '' };

  setName(): void {}
  setPath(): void {}
  setAppUserModelId(): void {}
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {}
  getVersion = () => '0.0.0-test';
  getAppPath = () => this.appPath;
  getPath = (name: string) => (name === 'userData' ? this.userData : join(this.userData, name));
  requestSingleInstanceLock = () => this.hasLock;
  whenReady = () => Promise.resolve();

  enableSandbox(): void {
    this.isSandboxed = true;
  }

  quit(): void {
    if (emitRefusable(this, 'before-quit')) this.hasQuit = true;
  }

  exit(code: number): void {
    this.exitCode = code;
  }
}

export const app = new FakeApp();
process.once('exit', () => rmSync(app.userData, { recursive: true, force: true }));
