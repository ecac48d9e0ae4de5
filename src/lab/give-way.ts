import { setImmediate as yieldToEvents } from 'node:timers/promises';

/** Hundreds of files take seconds to write, and the lab must answer in between. */
const longestBlockMs = 50;

/** Does something for each item, and lets everything else have its turn now and then; `resume` is called after each such turn and may throw. */
export async function forEachGivingWay<Item>(
  items: Iterable<Item>,
  work: (item: Item) => void,
  resume: () => void,
): Promise<void> {
  let yieldedAtMs = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - yieldedAtMs < longestBlockMs) continue;
    await yieldToEvents();
    resume();
    yieldedAtMs = performance.now();
  }
}
