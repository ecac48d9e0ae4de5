import { Option } from 'commander';
import { defaultHubUrl, type HubAccess, parseHubUrl } from '../../lab/hub/index.ts';
import { CancelledError, exitCodes } from '../../shared/errors.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import type { CommonOptions } from '../commands/options.ts';

export interface HubOptions extends CommonOptions {
  readonly dataset: boolean;
  readonly endpoint?: string;
  readonly tokenFrom: string;
}

/** The options that every command on a hub has. */
export function hubOptions(): Option[] {
  return [
    new Option('--dataset', 'a data set instead of a model').default(false),
    new Option('--endpoint <address>', `hub to ask (default: HF_ENDPOINT, else ${defaultHubUrl})`),
    new Option('--token-from <variable>', 'environment variable that holds your token').default('HF_TOKEN'),
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
    return await work({
      url: parseHubUrl(options.endpoint ?? (process.env['HF_ENDPOINT'] || defaultHubUrl)),
      token: process.env[options.tokenFrom] || undefined,
      signal: interrupts.signal,
    });
  } catch (error) {
    throw error instanceof CancelledError ? new CancelledError(texts.stopped) : error;
  } finally {
    interrupts.close();
  }
}
