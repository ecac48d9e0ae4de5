import { listExternalTables } from '../../lab/external/index.ts';
import { buildPivot } from '../../lab/report/pivot/build-pivot.ts';
import { collectSource } from '../../lab/report/collect-report-data.ts';
import { compareGroups } from '../../lab/report/compare-groups.ts';
import { findRuns, type FoundRun } from '../../lab/report/find-runs.ts';
import { readAttackSearch } from '../../lab/search/index.ts';
import { readProbes } from '../../lab/probe/index.ts';
import { listCompleted, measureProbes } from '../compare/measure-probes.ts';
import { createAnswerCache } from '../compare/answer-cache.ts';
import { listPrompts } from '../compare/list-prompts.ts';
import { listSettingDifferences } from '../compare/list-settings.ts';
import type { HostContext } from '../context.ts';
import { buildReport } from '../reports/build-report.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

export function implementCompare(os: RouterBuilder, { lab, hub, places, signal: ended }: HostContext) {
  const cache = createAnswerCache(lab);
  return {
    probes: os.compare.probes.handler(({ input }) =>
      readProbes(lab, listCompleted(lab, input.experimentId), input.kind),
    ),
    measureProbes: os.compare.measureProbes.handler(({ input, signal }) =>
      measureProbes(lab, listCompleted(lab, input.experimentId), {
        kind: input.kind,
        signal: signal ? AbortSignal.any([signal, ended]) : ended,
      }),
    ),
    attackSearch: os.compare.attackSearch.handler(({ input }) => readAttackSearch(lab, input.experimentId)),
    data: os.compare.data.handler(({ input: { selection, detail, ...options } }) =>
      buildReport(lab, places, selection, { ...options, isScoresOnly: detail === 'scores' }),
    ),
    answers: os.compare.answers.handler(({ input: { selection, ...options } }) => {
      const data = buildReport(lab, places, selection, { ...options, isScoresOnly: true });
      const { promptComparisons, flips, categories } = data;
      return { step: options.step, promptComparisons, flips, categories };
    }),
    groups: os.compare.groups.handler(({ input: { first, second, step } }) => {
      const origin = { codeVersion: places.version, gitCommit: places.gitCommit };
      const source = collectSource(lab, { runIds: [...new Set([...first, ...second])] }, origin);
      return compareGroups(source, { first, second, step });
    }),
    pivot: os.compare.pivot.handler(({ input: { selection, choice } }) => {
      const { step, where, ...rest } = choice;
      const data = buildReport(lab, places, selection, { isScoresOnly: true });
      return buildPivot(data, { ...rest, ...(step === undefined ? {} : { step }), ...(where ? { where } : {}) });
    }),
    external: os.compare.external.handler(() =>
      listExternalTables({ resources: places.resources, dataFolder: lab.dataFolder }),
    ),
    settings: os.compare.settings.handler(({ input }) => {
      const found = findRuns(lab, input.runIds);
      return listSettingDifferences(found, listStageSpecs(found));
    }),
    prompts: os.compare.prompts.handler(({ input: { runIds, ...query } }) =>
      listPrompts(
        lab,
        cache,
        findRuns(lab, runIds).map(({ run }) => run),
        query,
      ),
    ),
    overrule: os.compare.overrule.handler(({ input }) => {
      lab.overruleSample(input);
      // The lab says itself that the samples changed; whoever shows scores beside them counts people's verdicts too.
      hub.post({ kind: 'scores', key: input.stageKey });
    }),
  };

  /** Only across experiments can one file have two names. */
  function listStageSpecs(found: readonly FoundRun[]) {
    const ids = [...new Set(found.map(({ experiment }) => experiment.id))];
    return ids.length < 2 ? [] : ids.flatMap((id) => lab.listStages(id).map((stage) => stage.file.stage));
  }
}
