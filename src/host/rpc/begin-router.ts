import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import { mapStreamErrors } from '../../shared/map-stream-errors.ts';
import type { HostContext } from '../context.ts';
import { toRemoteError } from './errors.ts';

/** The contract with a wrapper that turns errors into what may cross to the window; areas implement their part of it. */
export function beginRouter(host: HostContext) {
  return implement(contract).use(async ({ next }) => {
    try {
      const result = await next();
      // A stream fails later than the call that began it.
      return { ...result, output: mapStreamErrors(result.output, (error) => toRemoteError(error, host.reportBug)) };
    } catch (error) {
      throw toRemoteError(error, host.reportBug);
    }
  });
}

export type RouterBuilder = ReturnType<typeof beginRouter>;
