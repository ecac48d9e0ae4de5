import { AppError, CancelledError } from '../../shared/errors.ts';
import type { PassJudge } from '../../shared/judging/judges.ts';
import { listEvaluations, viewJudges } from '../../lab/index.ts';
import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

/** Judges over stored answers. The network is used by an endpoint judge alone, and only after `start`. */
export function implementJudges(os: RouterBuilder, { lab, desktop, reportBug }: HostContext) {
  const secrets = desktop?.secrets ?? null;
  const secretOf = (baseUrl: string) => `judge ${new URL(baseUrl).origin}`;
  const describeToken = (baseUrl: string) => ({
    isKept: secrets?.has(secretOf(baseUrl)) ?? false,
    canKeep: secrets !== null,
  });

  /** @throws AppError judge/no-token where a variable is named and not set. */
  function readToken(judge: PassJudge): string | null {
    if (judge.name !== 'endpoint') return null;
    if (judge.tokenVariable === null) return secrets?.get(secretOf(judge.baseUrl)) ?? null;
    const token = process.env[judge.tokenVariable]?.trim();
    if (token) return token;
    throw new AppError(
      'judge/no-token',
      `The environment variable ${judge.tokenVariable} was expected to hold the token, but the lab was started without it; set it and start the lab again.`,
    );
  }

  return {
    view: os.judges.view.handler(({ input: { selection, step } }) =>
      viewJudges(lab, listEvaluations(lab, selection), step),
    ),
    plan: os.judges.plan.handler(({ input, signal }) =>
      lab.planJudging({ ...input, token: readToken(input.judge) }, signal),
    ),
    start: os.judges.start.handler(({ input }) => {
      if (lab.getJudging().kind === 'running')
        throw new AppError('judge/busy', 'Another judge is at work; wait until it has ended, or cancel it.');
      // How it ends is told by its state; what should never happen is reported.
      lab.judge({ ...input, token: readToken(input.judge) }).catch((error: unknown) => {
        if (!(error instanceof AppError) && !(error instanceof CancelledError)) reportBug(error);
      });
    }),
    state: os.judges.state.handler(() => lab.getJudging()),
    cancel: os.judges.cancel.handler(() => lab.cancelJudging()),
    setThreshold: os.judges.setThreshold.handler(({ input: { selection, judgeId, threshold } }) => {
      lab.setJudgeThreshold(selection, judgeId, threshold);
    }),
    tokenState: os.judges.tokenState.handler(({ input }) => describeToken(input.baseUrl)),
    setToken: os.judges.setToken.handler(({ input: { baseUrl, token } }) => {
      if (!secrets) {
        throw new AppError(
          'judge/no-keychain',
          'A browser has no keychain to keep a token in; name an environment variable that the lab was started with.',
        );
      }
      if (token === null) secrets.delete(secretOf(baseUrl));
      else secrets.set(secretOf(baseUrl), token);
      return describeToken(baseUrl);
    }),
  };
}
