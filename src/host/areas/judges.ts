import { AppError, CancelledError } from '../../shared/errors.ts';
import type { PassJudge } from '../../shared/judging/judges.ts';
import { hostOfJudge, lastPart, listEvaluations, listPlannedPasses, viewJudges } from '../../lab/index.ts';
import { readJudgeToken, secretOf } from '../judging/read-token.ts';
import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

/** Judges over stored answers. The network is used by an endpoint judge alone, and only after `start`. */
export function implementJudges(os: RouterBuilder, { lab, desktop, judges, reportBug }: HostContext) {
  const secrets = desktop?.secrets ?? null;
  const describeToken = (baseUrl: string) => ({
    isKept: secrets?.has(secretOf(baseUrl)) ?? false,
    canKeep: secrets !== null,
  });

  const readToken = (judge: PassJudge) => readJudgeToken(judge, secrets);

  return {
    view: os.judges.view.handler(({ input: { selection, step } }) =>
      viewJudges(lab, listEvaluations(lab, selection), step),
    ),
    plan: os.judges.plan.handler(({ input, signal }) =>
      lab.planJudging({ ...input, token: readToken(input.judge) }, signal),
    ),
    waiting: os.judges.waiting.handler(({ input }) =>
      listPlannedPasses(lab, input.experimentId).map(({ judge, runIds, answerCount }) => ({
        name: judge.name,
        variant: judge.name === 'moderation' ? lastPart(judge.model) : judge.name === 'endpoint' ? judge.model : '',
        host: hostOfJudge(judge),
        runCount: runIds.length,
        answerCount,
      })),
    ),
    startWaiting: os.judges.startWaiting.handler(({ input }) =>
      judges.follow(lab.getExperiment(input.experimentId).id, input.allowedHosts),
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
