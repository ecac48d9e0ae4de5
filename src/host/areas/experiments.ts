import type { HostContext } from '../context.ts';
import { checkOverlap } from '../experiments/check-overlap.ts';
import { deleteDraft, listDrafts, saveDraft } from '../experiments/drafts.ts';
import { planDraft } from '../experiments/plan-draft.ts';
import { previewMix } from '../experiments/preview-mix.ts';
import { listPresets } from '../experiments/presets.ts';
import { draftOf, exportSpec, importSpec } from '../experiments/spec-files.ts';
import { submitDraft } from '../experiments/submit-draft.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

/** What can be run, what was submitted, and what is done to it as a whole. */
export function implementExperiments(os: RouterBuilder, host: HostContext) {
  const { lab, hub, places, judges } = host;
  const { launchWorker } = lab;

  const submit = async (draft: Parameters<typeof submitDraft>[1], allowedHosts: readonly string[] = []) => {
    const experimentId = await submitDraft(lab, draft);
    judges.follow(experimentId, allowedHosts);
    tellQueue();
    return { experimentId };
  };
  const tellQueue = () => {
    hub.post({ kind: 'runs' });
    hub.post({ kind: 'queue' });
  };
  const requeue = (work: () => number) => {
    const count = work();
    tellQueue();
    return count;
  };

  return {
    list: os.experiments.list.handler(() => lab.listExperiments()),
    get: os.experiments.get.handler(({ input }) => {
      const experiment = lab.getExperiment(input.id);
      return { experiment, runs: lab.listRuns(experiment.id), stages: lab.listStages(experiment.id) };
    }),
    presets: os.experiments.presets.handler(() => listPresets(places.resources)),
    plan: os.experiments.plan.handler(({ input }) => planDraft(lab, input.draft)),
    mix: os.experiments.mix.handler(({ input, signal }) =>
      previewMix(input.draft, { launchWorker, signal: signal ? AbortSignal.any([signal, host.signal]) : host.signal }),
    ),
    overlap: os.experiments.overlap.handler(({ input: { draft, threshold }, signal }) =>
      checkOverlap(draft, {
        threshold,
        launchWorker,
        signal: signal ? AbortSignal.any([signal, host.signal]) : host.signal,
      }),
    ),
    submit: os.experiments.submit.handler(({ input }) => submit(input.draft, input.allowedHosts)),
    runSample: os.experiments.runSample.handler(() => {
      const sample = listPresets(places.resources).find((preset) => preset.id === 'sample');
      if (!sample) throw new Error('The sample preset is missing from the resources.');
      return submit(sample.draft);
    }),
    cancel: os.experiments.cancel.handler(async ({ input }) => {
      const cancelled = lab.cancel(input.targets);
      tellQueue();
      await cancelled;
      tellQueue();
    }),
    resume: os.experiments.resume.handler(({ input }) => requeue(() => lab.resume(input.targets))),
    retry: os.experiments.retry.handler(({ input }) => requeue(() => lab.retry(input.targets))),
    exportSpec: os.experiments.exportSpec.handler(({ input }) => exportSpec(input.draft, input.format)),
    importSpec: os.experiments.importSpec.handler(({ input }) => importSpec(input.text, input.baseFolder)),
    draftOf: os.experiments.draftOf.handler(({ input }) => draftOf(lab, input.experimentId, input.runId)),
    drafts: os.experiments.drafts.handler(() => listDrafts(lab.dataFolder)),
    saveDraft: os.experiments.saveDraft.handler(({ input }) => {
      saveDraft(lab.dataFolder, input);
      hub.post({ kind: 'drafts' });
    }),
    deleteDraft: os.experiments.deleteDraft.handler(({ input }) => {
      deleteDraft(lab.dataFolder, input.id);
      hub.post({ kind: 'drafts' });
    }),
  };
}
