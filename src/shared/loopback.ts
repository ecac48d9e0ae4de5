/** True for an address of this machine: what is sent there passes no network. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** True for an address to which everything goes over a network in clear. */
export function isInsecure(url: URL): boolean {
  return url.protocol !== 'https:' && !isLoopback(url);
}
