import type { RepoKind } from '../../shared/contract/hub.ts';
import { AppError } from '../../shared/errors.ts';
import { isInsecure } from '../../shared/loopback.ts';

/** Where a hub is asked unless somebody says otherwise. */
export const defaultHubUrl = 'https://huggingface.co';

/** How to reach a hub. */
export interface HubAccess {
  /** Without a slash at the end. */
  readonly url: string;
  /** The user's token; sent to this address alone, never stored here. */
  readonly token?: string | undefined;
  /** A person has said that an address without encryption may be asked; the token stays here even so. */
  readonly allowsHttp?: boolean;
  readonly signal: AbortSignal;
}

/** The address of a hub as a person gave it, made uniform. @throws AppError hub/bad-address. */
export function parseHubUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.search === '')
    return url.href.replace(/\/+$/, '');
  throw new AppError(
    'hub/bad-address',
    `The address of the hub must be like https://huggingface.co, found "${text}"; correct it or leave it empty for the usual one.`,
  );
}

/** One repository of a hub. */
export interface RepoName {
  readonly kind: RepoKind;
  /** "owner/name", or "name" for the few that have no owner. */
  readonly id: string;
}

/** A repository's name as a person typed or pasted it; an address of its page is understood too. @throws AppError hub/bad-name. */
export function parseRepoName(kind: RepoKind, text: string): RepoName {
  const path = /^https?:\/\/[^/]+\/(?:datasets\/)?([^?#]*)/.exec(text.trim())?.[1] ?? text.trim();
  const id = path.split('/').slice(0, 2).join('/').replace(/\/$/, '');
  const isName = /^(?:[A-Za-z0-9][\w.-]{0,95}\/)?[A-Za-z0-9][\w.-]{0,95}$/.test(id) && !id.includes('..');
  if (isName && (path === id || /^https?:/.test(text.trim()))) return { kind, id };
  throw new AppError(
    'hub/bad-name',
    `A ${kind} of the hub is named like "owner/name", found "${text}"; copy the name from its page.`,
  );
}

/**
 * `fetch` that ends with the user's wish and knows the token; given to the library, whose own calls take no signal and
 * accept tokens of one hub alone. The token goes to the hub's own address and nowhere else, and over no network in clear.
 * @throws AppError hub/insecure for an unencrypted address on another machine, unless it is allowed.
 */
export function fetchFor({ url, token, allowsHttp = false, signal }: HubAccess): typeof fetch {
  const hub = new URL(url);
  if (isInsecure(hub) && !allowsHttp)
    throw new AppError(
      'hub/insecure',
      `${url} is not encrypted, so that others on the network could read and change what is sent; use its https address, or allow it (in the window: Hub and token; on the command line: --allow-http).`,
    );
  return (input, init) => {
    const headers = new Headers(init?.headers);
    const target = new URL(input instanceof Request ? input.url : input);
    // On a redirect to another host, such as a file store, fetch itself drops the header.
    if (token !== undefined && target.origin === hub.origin && !isInsecure(hub))
      headers.set('authorization', `Bearer ${token}`);
    return fetch(input, { ...init, headers, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal });
  };
}

/** What the library's calls share. */
export function callOptions(access: HubAccess) {
  return { hubUrl: access.url, fetch: fetchFor(access) };
}
