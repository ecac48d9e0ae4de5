import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | null = null;

/**
 * Frees the arrays that nothing refers to any more. V8 sees only the few bytes of their handles and would leave gigabytes
 * of weights on their way through lying about until later.
 */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void; // defined by the flag just set
  }
  collect();
}
