import { join } from 'node:path';
import { z } from 'zod';
import { defaultHubUrl, parseHubUrl } from '../../lab/hub/index.ts';
import type { HubSettings } from '../../shared/contract/hub.ts';
import type { Secrets } from '../context.ts';
import { readKeptFile, writeKeptFile } from '../preferences/kept-file.ts';

const fileSchema = z.object({ version: z.literal(1), url: z.string(), allowsHttp: z.boolean().default(false) });

/** How the token was called before there was one for each hub. */
const formerSecret = 'hub-token';
const secretOf = (origin: string) => `hub-token ${origin}`;

/** Address, token and choice for calls of one hub. */
export interface HubReach {
  readonly url: string;
  readonly token: string | undefined;
  readonly allowsHttp: boolean;
}

/** Which hub is asked, and who asks. A token belongs to the hub it was given for. It lies in the system's keychain, without one in this process's memory alone. */
export interface HubSettingsKeeper {
  view(): HubSettings;
  /** A token that comes with an address is for that address. @throws AppError hub/bad-address, secrets/*. */
  change(wishes: {
    readonly url?: string | undefined;
    readonly allowsHttp?: boolean | undefined;
    readonly token?: string | null | undefined;
  }): void;
  /** What is needed for calls of the chosen hub. @throws AppError secrets/*. */
  read(): HubReach;
  /** The same for another one, such as that of an older download. @throws AppError secrets/*. */
  readFor(url: string): HubReach;
}

export function openHubSettings(dataFolder: string, secrets: Secrets | null): HubSettingsKeeper {
  const path = join(dataFolder, 'hub', 'settings.json');
  // The names that the hub's own tools use; a machine that is set up for them is set up for us.
  const environmentUrl = () => parseHubUrl(process.env['HF_ENDPOINT'] || defaultHubUrl);
  const sessionTokens = new Map<string, string>();
  const environmentOrigin = URL.parse(process.env['HF_ENDPOINT'] || defaultHubUrl)?.origin;
  if (process.env['HF_TOKEN'] && environmentOrigin) sessionTokens.set(environmentOrigin, process.env['HF_TOKEN']);
  const readFile = () => readKeptFile(path, fileSchema) ?? { url: environmentUrl(), allowsHttp: false };

  /** A token of former times was for the hub that was chosen then, and is until another one is. */
  function tieFormerToken(url: string): void {
    if (!secrets?.has(formerSecret)) return;
    const token = secrets.get(formerSecret);
    const name = secretOf(new URL(url).origin);
    if (token !== undefined && !secrets.has(name)) secrets.set(name, token);
    secrets.delete(formerSecret);
  }
  function readFor(url: string): HubReach {
    const chosen = readFile();
    tieFormerToken(chosen.url);
    const { origin } = new URL(url);
    const token = secrets?.get(secretOf(origin)) ?? sessionTokens.get(origin);
    return { url, token, allowsHttp: chosen.allowsHttp && origin === new URL(chosen.url).origin };
  }
  return {
    view() {
      const { url, allowsHttp } = readFile();
      const { origin } = new URL(url);
      const isKept = secrets !== null && (secrets.has(secretOf(origin)) || secrets.has(formerSecret));
      return {
        url,
        allowsHttp,
        hasToken: isKept || sessionTokens.has(origin),
        keeps: secrets ? 'keychain' : 'session',
      };
    },
    change({ url, allowsHttp, token }) {
      const before = readFile();
      if (url !== undefined || allowsHttp !== undefined) {
        tieFormerToken(before.url);
        const next = url === undefined ? before.url : parseHubUrl(url.trim() === '' ? defaultHubUrl : url);
        // The choice was made for one address.
        const isAllowed = allowsHttp ?? (next === before.url && before.allowsHttp);
        writeKeptFile(path, { version: 1, url: next, allowsHttp: isAllowed } satisfies z.infer<typeof fileSchema>);
      }
      if (token === undefined) return;
      const { origin } = new URL(readFile().url);
      secrets?.delete(formerSecret);
      sessionTokens.delete(origin);
      if (token === null) secrets?.delete(secretOf(origin));
      else if (secrets) secrets.set(secretOf(origin), token);
      else sessionTokens.set(origin, token);
    },
    read: () => readFor(readFile().url),
    readFor,
  };
}
