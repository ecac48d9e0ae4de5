import { join } from 'node:path';
import { z } from 'zod';
import { defaultHubUrl, parseHubUrl } from '../../lab/hub/index.ts';
import type { HubSettings } from '../../shared/contract/hub.ts';
import type { Secrets } from '../context.ts';
import { readKeptFile, writeKeptFile } from '../preferences/kept-file.ts';

const fileSchema = z.object({ version: z.literal(1), url: z.string() });
const secretName = 'hub-token';

/** Which hub is asked, and who asks. The token lies in the system's keychain, without one in this process's memory alone. */
export interface HubSettingsKeeper {
  view(): HubSettings;
  /** @throws AppError hub/bad-address, secrets/*. */
  change(wishes: { readonly url?: string | undefined; readonly token?: string | null | undefined }): void;
  /** Address and token for a call. @throws AppError secrets/*. */
  read(): { readonly url: string; readonly token: string | undefined };
}

export function openHubSettings(dataFolder: string, secrets: Secrets | null): HubSettingsKeeper {
  const path = join(dataFolder, 'hub', 'settings.json');
  // The names that the hub's own tools use; a machine that is set up for them is set up for us.
  let sessionToken = process.env['HF_TOKEN'] || undefined;
  const readUrl = () => readKeptFile(path, fileSchema)?.url ?? parseHubUrl(process.env['HF_ENDPOINT'] || defaultHubUrl);
  const readToken = () => secrets?.get(secretName) ?? sessionToken;
  return {
    view: () => ({
      url: readUrl(),
      hasToken: (secrets?.has(secretName) ?? false) || sessionToken !== undefined,
      keeps: secrets ? 'keychain' : 'session',
    }),
    change({ url, token }) {
      if (url !== undefined)
        writeKeptFile(path, {
          version: 1,
          url: parseHubUrl(url.trim() === '' ? defaultHubUrl : url),
        } satisfies z.infer<typeof fileSchema>);
      if (token === undefined) return;
      sessionToken = secrets || token === null ? undefined : token;
      if (token === null) secrets?.delete(secretName);
      else secrets?.set(secretName, token);
    },
    read: () => ({ url: readUrl(), token: readToken() }),
  };
}
