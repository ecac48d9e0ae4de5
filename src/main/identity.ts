import { app } from 'electron';

export const productName = 'Booster Lab';

/** Says who the application is, before anything asks: its name decides where the user's files lie. */
export function identifyApp(): void {
  app.setName(productName);
  // Windows groups windows and shows notifications under this name.
  app.setAppUserModelId('lab.booster.desktop');
  app.setAboutPanelOptions({ applicationName: productName, applicationVersion: app.getVersion() });
}
