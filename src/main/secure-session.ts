import type { Session } from 'electron';
import { isWindowAddress, windowScheme } from './addresses.ts';

/** Copying text is the one thing that a page may ask for. */
const allowedPermission = 'clipboard-sanitized-write';

/** Denies a session's pages permissions, devices, downloads from elsewhere and every request that would leave the machine. */
export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(permission === allowedPermission && isWindowAddress(details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === allowedPermission && isWindowAddress(origin),
  );
  session.setDevicePermissionHandler(() => false);
  // A spelling dictionary would be fetched from the network.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !staysHere(details.url) }));
  session.on('will-download', (event, item) => {
    if (!staysHere(item.getURL())) event.preventDefault();
  });
}

function staysHere(address: string): boolean {
  return [`${windowScheme}:`, `blob:${windowScheme}:`, 'data:', 'devtools:'].some((beginning) =>
    address.startsWith(beginning),
  );
}
