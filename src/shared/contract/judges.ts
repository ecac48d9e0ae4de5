import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import { endpointSchema } from '../judging/endpoint.ts';
import { passJudgeSchema, thresholdSchema } from '../judging/judges.ts';
import type { JudgesView, JudgingPlan, JudgingState, WaitingJudge } from '../views/judging.ts';
import { selectionSchema } from './compare.ts';

/** Where a token for an address is kept; the token itself is never told. */
export interface TokenState {
  /** The system's keychain has one for this address. */
  readonly isKept: boolean;
  /** False in a browser: there a token comes from an environment variable. */
  readonly canKeep: boolean;
}

const baseUrl = endpointSchema.shape.baseUrl;

export const judgesContract = {
  /** What every judge said, and how they agree; a null step is the last that was evaluated. */
  view: oc
    .input(z.object({ selection: selectionSchema, step: z.int().nullable().default(null) }))
    .output(type<JudgesView>()),
  /** What a pass would ask, and what it costs; nothing is asked. */
  plan: oc.input(z.object({ selection: selectionSchema, judge: passJudgeSchema })).output(type<JudgingPlan>()),
  /** The judges that an experiment's settings name and that have still to be asked about answers that are there. */
  waiting: oc.input(z.object({ experimentId: z.string() })).output(type<readonly WaitingJudge[]>()),
  /** Asks them, one after the other; answers are sent to `allowedHosts` alone. */
  startWaiting: oc
    .input(z.object({ experimentId: z.string(), allowedHosts: z.array(z.string().max(300)).max(20).default([]) }))
    .output(type<void>()),
  /** Starts a pass; how far it is, and how it ends, is `state`. */
  start: oc.input(z.object({ selection: selectionSchema, judge: passJudgeSchema })).output(type<void>()),
  state: oc.output(type<JudgingState>()),
  cancel: oc.output(type<void>()),
  setThreshold: oc
    .input(z.object({ selection: selectionSchema, judgeId: z.string().min(1), threshold: thresholdSchema }))
    .output(type<void>()),
  tokenState: oc.input(z.object({ baseUrl })).output(type<TokenState>()),
  /** Keeps a token for an address in the system's keychain; null takes it away. */
  setToken: oc
    .input(z.object({ baseUrl, token: z.string().trim().min(1).max(2000).nullable() }))
    .output(type<TokenState>()),
};
