import { mergeJudgements } from '../../lab/index.ts';
import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

/** What stages recorded. */
export function implementStages(os: RouterBuilder, { lab }: HostContext) {
  return {
    get: os.stages.get.handler(({ input }) => {
      const stage = lab.getStage(input.key);
      return {
        stage,
        runs: lab.listRunsOfStage(stage.key),
        checkpoints: lab.listCheckpoints(stage.key),
        scores: lab.getScores(stage.key),
      };
    }),
    curves: os.stages.curves.handler(({ input: { keys, names, maxPoints, afterStep } }) =>
      lab.getCurves(keys, {
        ...(names && { names }),
        ...(maxPoints !== undefined && { maxPoints }),
        ...(afterStep !== undefined && { afterStep }),
      }),
    ),
    logs: os.stages.logs.handler(({ input }) => {
      const { key } = lab.getStage(input.key);
      return lab.searchLogs(key, { search: input.search, limit: input.limit });
    }),
    samples: os.stages.samples.handler(({ input: { key: prefix, set, step, limit, offset } }) => {
      const { key } = lab.getStage(prefix);
      const filter = { ...(set && { set }), ...(step !== undefined && { step }) };
      return {
        samples: mergeJudgements(
          lab,
          { stageKey: key, step: step ?? null },
          lab.listSamples(key, { ...filter, limit, offset }),
        ),
        total: lab.countSamples(key, filter),
      };
    }),
  };
}
