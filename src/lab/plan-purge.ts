import type { PurgePlan } from '../shared/contract/runs.ts';
import { type ReadableStore, readTableRuns, readTableStages, type RunRow } from '../store/index.ts';

const namedRuns = 20;

/** What deleting runs for good would free, and which stages stay because other runs need them. */
export function planPurge(store: ReadableStore, runs: readonly RunRow[]): PurgePlan {
  const gone = new Set(runs.map((run) => run.runId));
  const keys = new Set(runs.flatMap((run) => run.stageKeys));
  const stages = readTableStages(store);
  const others = readTableRuns(store)
    .filter((run) => !gone.has(run.runId))
    .map((run) => ({ run, needed: (JSON.parse(run.stageKeys) as string[]).filter((key) => keys.has(key)) })) // written by saveRun
    .filter(({ needed }) => needed.length > 0);
  const kept = new Set(others.flatMap(({ needed }) => needed));
  return {
    freedBytes: [...keys]
      .filter((key) => !kept.has(key))
      .reduce((sum, key) => sum + (stages.get(key)?.sizeBytes ?? 0), 0),
    keptStageCount: kept.size,
    keptFor: others
      .slice(0, namedRuns)
      .map(({ run: { runId, experimentName, arm } }) => ({ runId, experimentName, arm })),
  };
}
