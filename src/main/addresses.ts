import { previewPrefix } from '../host/index.ts';

export const windowScheme = 'app';
export const windowHost = 'lab';
export const windowAddress = `${windowScheme}://${windowHost}/`;

/** True for an address that the window's own page may have. */
export function isWindowAddress(address: string): boolean {
  return isOurAddress(address) && !new URL(address).pathname.startsWith(previewPrefix);
}

/** True for the address of a page that is made for looking at, inside a frame of the window. */
export function isPreviewAddress(address: string): boolean {
  return isOurAddress(address) && new URL(address).pathname.startsWith(previewPrefix);
}

function isOurAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${windowScheme}:` && host === windowHost && username === '' && password === '';
}

/** Pages of the web that a link in the window may open in the user's browser. */
const outsidePages: readonly string[] = ['https://arxiv.org/abs/', 'https://huggingface.co/'];

export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { href, username, password } = new URL(address);
  return username === '' && password === '' && outsidePages.some((page) => href.startsWith(page));
}
