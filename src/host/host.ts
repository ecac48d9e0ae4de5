import type { Lab } from '../lab/index.ts';
import type { DesktopPowers, HostContext, Places } from './context.ts';
import { followSearches } from './experiments/follow-searches.ts';
import { followJudges } from './judging/follow-judges.ts';
import { readJudgeToken } from './judging/read-token.ts';
import { createNoticeHub, postLabEvent } from './notices.ts';
import { createPreviews, type Previews } from './previews.ts';
import { createRouter, type LabRouter } from './router.ts';

export interface HostOptions {
  readonly lab: Lab;
  readonly places: Places;
  /** Null where the window is a browser. */
  readonly desktop: DesktopPowers | null;
  readonly reportBug: (error: unknown) => void;
}

/** The side of the contract that has the lab; windows are served over any transport with its router. */
export interface Host {
  readonly router: LabRouter;
  readonly previews: Previews;
  /** Ends streams and jobs; the lab itself is stopped by who opened it. */
  close(): void;
}

/** Serves an open lab and sets it to work: whatever is queued runs. */
export function createHost(options: HostOptions): Host {
  const ended = new AbortController();
  const hub = createNoticeHub();
  const previews = createPreviews();
  const stopListening = options.lab.subscribe((event) => {
    if (event.kind === 'lab.failed') options.reportBug(event.error);
    postLabEvent(hub, event);
  });
  const secrets = options.desktop?.secrets ?? null;
  const judges = followJudges({ ...options, readToken: (judge) => readJudgeToken(judge, secrets) });
  const context: HostContext = { ...options, hub, previews, judges, signal: ended.signal };
  const stopFollowing = followSearches(options.lab, judges, options.reportBug);
  const router = createRouter(context);
  options.lab.start();
  return {
    router,
    previews,
    close: () => {
      stopListening();
      stopFollowing();
      judges.stop();
      ended.abort();
    },
  };
}
