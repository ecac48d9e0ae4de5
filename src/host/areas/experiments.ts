import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementExperiments(os: RouterBuilder, _host: HostContext) {
  return {
    list: os.experiments.list.handler(() => notYet()),
    get: os.experiments.get.handler(() => notYet()),
    presets: os.experiments.presets.handler(() => notYet()),
    plan: os.experiments.plan.handler(() => notYet()),
    mix: os.experiments.mix.handler(() => notYet()),
    submit: os.experiments.submit.handler(() => notYet()),
    runSample: os.experiments.runSample.handler(() => notYet()),
    cancel: os.experiments.cancel.handler(() => notYet()),
    resume: os.experiments.resume.handler(() => notYet()),
    retry: os.experiments.retry.handler(() => notYet()),
    exportSpec: os.experiments.exportSpec.handler(() => notYet()),
    importSpec: os.experiments.importSpec.handler(() => notYet()),
    draftOf: os.experiments.draftOf.handler(() => notYet()),
    drafts: os.experiments.drafts.handler(() => notYet()),
    saveDraft: os.experiments.saveDraft.handler(() => notYet()),
    deleteDraft: os.experiments.deleteDraft.handler(() => notYet()),
  };
}
