import { app } from 'electron';

/** True for the first instance of this user; a second start makes the first one call `onSecond` and must quit. */
export function claimSingleInstance(onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', onSecond);
  return true;
}
