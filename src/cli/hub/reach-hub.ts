import { Option } from 'commander';
import { defaultHubUrl, type HubAccess, parseHubUrl } from '../../lab/hub/index.ts';
import { CancelledError, exitCodes } from '../../shared/errors.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import type { CommonOptions } from '../commands/options.ts';

export interface HubOptions extends CommonOptions {
  readonly dataset: boolean;
  readonly endpoint?: string;
  readonly tokenFrom?: string;
  readonly allowHttp: boolean;
}

/** The options that every command on a hub has. */
export function hubOptions(): Option[] {
  return [
    new Option('--dataset', 'a data set instead of a model').default(false),
    new Option('--endpoint <address>', `hub to ask (default: HF_ENDPOINT, else ${defaultHubUrl})`),
    new Option('--allow-http', 'ask a hub on another machine whose address has no encryption').default(false),
    new Option(
      '--token-from <variable>',
      'environment variable that holds your token (default: HF_TOKEN, which goes to the hub of HF_ENDPOINT or the usual one alone)',
    ),
  ];
}

/** Does `work` with a hub until it is done or Ctrl-C ends it. Throws CancelledError with `stopped` as its sentence. */
export async function withHub<Result>(
  options: HubOptions,
  texts: { readonly onStop: () => void; readonly stopped: string },
  work: (access: HubAccess) => Promise<Result>,
): Promise<Result> {
  const interrupts = listenForInterrupts({ onFirst: texts.onStop, exitCode: exitCodes.cancelled });
  try {
    const usual = parseHubUrl(process.env['HF_ENDPOINT'] || defaultHubUrl);
    const url = options.endpoint === undefined ? usual : parseHubUrl(options.endpoint);
    // HF_TOKEN was not set for whatever address is typed.
    const isForUsual = new URL(url).origin === new URL(usual).origin;
    const variable = options.tokenFrom ?? (isForUsual ? 'HF_TOKEN' : null);
    return await work({
      url,
      token: (variable !== null && process.env[variable]) || undefined,
      allowsHttp: options.allowHttp,
      signal: interrupts.signal,
    });
  } catch (error) {
    throw error instanceof CancelledError ? new CancelledError(texts.stopped) : error;
  } finally {
    interrupts.close();
  }
}
