import { implementBundles } from './areas/bundles.ts';
import { implementCompare } from './areas/compare.ts';
import { implementExperiments } from './areas/experiments.ts';
import { implementHub } from './areas/hub.ts';
import { implementInterop } from './areas/interop.ts';
import { implementJudges } from './areas/judges.ts';
import { implementLibrary } from './areas/library.ts';
import { implementPlayground } from './areas/playground.ts';
import { implementPreferences } from './areas/preferences.ts';
import { implementQueue } from './areas/queue.ts';
import { implementReports } from './areas/reports.ts';
import { implementRuns } from './areas/runs.ts';
import { implementStages } from './areas/stages.ts';
import { implementSystem } from './areas/system.ts';
import type { HostContext } from './context.ts';
import { beginRouter } from './rpc/begin-router.ts';

/** Every procedure of the contract over an open lab. */
export function createRouter(host: HostContext) {
  const os = beginRouter(host);
  return os.router({
    system: implementSystem(os, host),
    experiments: implementExperiments(os, host),
    queue: implementQueue(os, host),
    runs: implementRuns(os, host),
    stages: implementStages(os, host),
    compare: implementCompare(os, host),
    judges: implementJudges(os, host),
    reports: implementReports(os, host),
    bundles: implementBundles(os, host),
    interop: implementInterop(os, host),
    library: implementLibrary(os, host),
    hub: implementHub(os, host),
    playground: implementPlayground(os, host),
    preferences: implementPreferences(os, host),
  });
}

export type LabRouter = ReturnType<typeof createRouter>;
