import { app } from 'electron';
import { resolve } from 'node:path';

export const productName = 'Booster Lab';

/** Says who the application is, before anything asks: its name decides where the user's files lie. */
export function identifyApp(): void {
  app.setName(productName);
  // A person, or a test, that keeps the user's files elsewhere.
  const folder = app.commandLine.getSwitchValue('user-data-dir');
  if (folder !== '') app.setPath('userData', resolve(folder));
  // Windows groups windows and shows notifications under this name.
  app.setAppUserModelId('lab.booster.desktop');
  app.setAboutPanelOptions({ applicationName: productName, applicationVersion: app.getVersion() });
}
