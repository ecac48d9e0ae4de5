import type { ContractRouterClient } from '@orpc/contract';
import { bundlesContract } from './bundles.ts';
import { compareContract, reportsContract } from './compare.ts';
import { experimentsContract } from './experiments.ts';
import { hubContract } from './hub.ts';
import { interopContract } from './interop.ts';
import { judgesContract } from './judges.ts';
import { libraryContract, playgroundContract, preferencesContract } from './library.ts';
import { queueContract, runsContract } from './runs.ts';
import { stagesContract } from './stages.ts';
import { systemContract } from './system.ts';

/** Everything that a window may ask of the lab, in the desktop and in `serve` alike. */
export const contract = {
  system: systemContract,
  experiments: experimentsContract,
  queue: queueContract,
  runs: runsContract,
  stages: stagesContract,
  compare: compareContract,
  judges: judgesContract,
  reports: reportsContract,
  bundles: bundlesContract,
  interop: interopContract,
  library: libraryContract,
  hub: hubContract,
  playground: playgroundContract,
  preferences: preferencesContract,
};

export type Contract = typeof contract;
export type LabClient = ContractRouterClient<Contract>;
