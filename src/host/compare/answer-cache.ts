import type { Sample } from '../../shared/events.ts';
import type { LabQueries } from '../../lab/types.ts';

/** About a hundred megabytes; fifty runs of a thousand prompts are half of it. */
const keptRows = 100_000;

/** Answers of stages as they were last read: typing into a search field must not read them again at every key. */
export interface AnswerCache {
  list(stageKey: string, set: Sample['set'], step: number): readonly Sample[];
}

/** A cache that forgets the longest unused once it holds more than a hundred thousand answers. */
export function createAnswerCache(queries: Pick<LabQueries, 'listSamples' | 'countSamples'>): AnswerCache {
  const kept = new Map<string, readonly Sample[]>();
  return {
    list(stageKey, set, step) {
      const id = `${stageKey} ${set} ${step}`;
      const before = kept.get(id);
      // An evaluation only ever adds answers; one that starts anew has fewer.
      const isFresh = before?.length === queries.countSamples(stageKey, { set, step });
      const samples = before && isFresh ? before : queries.listSamples(stageKey, { set, step });
      kept.delete(id);
      kept.set(id, samples);
      let rows = [...kept.values()].reduce((sum, list) => sum + list.length, 0);
      for (const [old, list] of kept) {
        if (rows <= keptRows || old === id) break;
        kept.delete(old);
        rows -= list.length;
      }
      return samples;
    },
  };
}
