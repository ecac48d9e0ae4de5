import { hostOfJudge, type Lab, listPlannedPasses, type PlannedPass } from '../../lab/index.ts';
import { AppError, CancelledError } from '../../shared/errors.ts';
import type { PassJudge } from '../../shared/judging/judges.ts';

/** Asks the judges that experiments name once their evaluations are there. */
export interface JudgeFollower {
  /**
   * Asks the judges of an experiment as soon as none of its runs is at work. Answers are sent to these hosts, and to them only as
   * long as the lab is open: what a person has allowed is kept nowhere.
   */
  follow(experimentId: string, allowedHosts: readonly string[]): void;
  /** The same, with what was allowed for another experiment that this one continues. */
  followAs(experimentId: string, before: string): void;
  stop(): void;
}

export interface FollowOptions {
  readonly lab: Lab;
  /** @throws AppError judge/no-token, secrets/*. */
  readonly readToken: (judge: PassJudge) => string | null;
  readonly reportBug: (error: unknown) => void;
}

/** Starts to follow all experiments, also those that earlier sessions left; the network is used for hosts that were allowed. */
export function followJudges({ lab, readToken, reportBug }: FollowOptions): JudgeFollower {
  const allowed = new Map<string, ReadonlySet<string>>();
  const ended = new AbortController();
  let last: Promise<void> = Promise.resolve();

  /** False where nothing more is to be asked now. */
  async function ask({ judge, runIds }: PlannedPass): Promise<boolean> {
    try {
      for (;;) {
        await waitUntilFree(lab, ended.signal);
        if (ended.signal.aborted) return false;
        // A person may be quicker; the answers that are left are asked about afterwards.
        if (lab.getJudging().kind !== 'running') break;
      }
      await lab.judge({ selection: { runIds: [...runIds] }, judge, token: readToken(judge) });
    } catch (error) {
      if (error instanceof CancelledError) return false;
      // How the pass ended is told by its state; the next judge may fare better.
      if (!(error instanceof AppError)) reportBug(error);
    }
    return true;
  }
  async function work(experimentId: string): Promise<void> {
    try {
      const { queued, starting, running, stopping } = lab.getExperiment(experimentId).runCounts;
      if (queued + starting + running + stopping > 0) return;
      for (const pass of listPlannedPasses(lab, experimentId)) {
        const host = hostOfJudge(pass.judge);
        if (host !== null && !allowed.get(experimentId)?.has(host)) continue;
        if (!(await ask(pass))) return;
      }
    } catch (error) {
      // Deleted in between.
      if (!(error instanceof AppError)) reportBug(error);
    }
  }
  // One after the other: two runs that end together must not both ask.
  const enqueue = (experimentId: string): void => {
    last = last.then(() => (ended.signal.aborted ? undefined : work(experimentId)));
  };

  for (const { id, spec } of lab.listExperiments()) if (namesLaterJudges(spec)) enqueue(id);
  const unsubscribe = lab.subscribe((event) => {
    if (event.kind === 'run.moved' && ['completed', 'failed', 'cancelled'].includes(event.status))
      enqueue(event.experimentId);
  });
  const follow = (experimentId: string, hosts: Iterable<string>): void => {
    allowed.set(experimentId, new Set([...(allowed.get(experimentId) ?? []), ...hosts]));
    enqueue(experimentId);
  };
  return {
    follow,
    followAs: (experimentId, before) => follow(experimentId, allowed.get(before) ?? []),
    stop() {
      ended.abort();
      unsubscribe();
    },
  };
}

/** Told from the text, because thousands of runs are not read for it. */
function namesLaterJudges(spec: unknown): boolean {
  return /"judges":\[[^\]]*\{/.test(JSON.stringify(spec));
}

/** Resolves when no judge is at work, or the follower ends. */
function waitUntilFree(lab: Lab, signal: AbortSignal): Promise<void> {
  if (lab.getJudging().kind !== 'running' || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const unsubscribe = lab.subscribe((event) => {
      if (event.kind === 'judging.moved' && event.state.kind !== 'running') finish();
    });
    const finish = () => {
      unsubscribe();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    signal.addEventListener('abort', finish, { once: true });
  });
}
