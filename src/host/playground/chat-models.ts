import type { ChatModel } from '../../shared/contract/library.ts';
import { AppError } from '../../shared/errors.ts';
import type { ChatModelSpec } from '../../shared/spec/chat.ts';
import type { ExperimentView, Lab, RunView } from '../../lab/index.ts';
import { stagesFolder } from '../../lab/folder/paths.ts';

const basePrefix = 'base:';

/** Settings that a model does not depend on, by the beginnings of their paths. */
const laterSettings = {
  base: [''],
  aligned: ['attack.', 'post.', 'evaluation.'],
  attacked: ['post.', 'evaluation.'],
} as const;

/**
 * Every model that one can talk to, newest experiment first: the base models, the aligned models and what the attacks
 * have kept of them. A stage that several runs of an experiment share stands once, under the first of them. The returned
 * function remembers experiments in which nothing moves: reading a thousand runs takes long.
 */
export function createChatModelList(lab: Lab): () => ChatModel[] {
  let known = new Map<string, { readonly state: string; readonly models: readonly ChatModel[] }>();
  return () => {
    const listed = lab
      .listExperiments()
      .toReversed()
      .map((experiment) => {
        const { id, runCounts: counts } = experiment;
        const isMoving = counts.queued + counts.starting + counts.running + counts.stopping > 0;
        const state = JSON.stringify(counts);
        const before = known.get(id);
        if (!isMoving && before?.state === state) return { id, ...before };
        return { id, state, models: listModelsOf(lab, experiment) };
      });
    known = new Map(listed.map(({ id, state, models }) => [id, { state, models }]));
    return listed.flatMap(({ models }) => models);
  };
}

function listModelsOf(lab: Lab, { id, name }: ExperimentView): ChatModel[] {
  const stages = lab.listStages(id);
  const complete = new Set(stages.filter(({ status }) => status === 'completed').map(({ key }) => key));
  const runs = lab.listRuns(id);
  return [
    ...firstOfEach(runs, (run) => run.settings.model.path).map((run) =>
      describe(name, run, { id: `${basePrefix}${id}:${run.runId}`, kind: 'base', step: 0 }),
    ),
    ...firstOfEach(runs, (run) => run.stages.align)
      .filter((run) => complete.has(run.stages.align))
      .map((run) => describe(name, run, { id: `${run.stages.align}-0`, kind: 'aligned', step: 0 })),
    ...firstOfEach(runs, (run) => run.stages.attack)
      .filter((run) => complete.has(run.stages.attack))
      .flatMap((run) =>
        lab
          .listCheckpoints(run.stages.attack)
          .map(({ step }) => describe(name, run, { id: `${run.stages.attack}-${step}`, kind: 'attacked', step })),
      ),
  ];
}

/** What a worker needs to open a model of the list. @throws AppError playground/no-model where it is not there any more. */
export function resolveChatModel(lab: Lab, id: string): ChatModelSpec {
  if (id.startsWith(basePrefix)) {
    const [experimentId = '', runId] = id.slice(basePrefix.length).split(':');
    const isKnown = lab.listExperiments().some((experiment) => experiment.id === experimentId);
    const run = isKnown ? lab.listRuns(experimentId).find((each) => each.runId === runId) : undefined;
    if (!run) throw noModel(id);
    const { model, template, systemPrompt } = run.settings;
    return { kind: 'base', model, template, systemPrompt };
  }
  const [, key, step] = /^([0-9a-f]{64})-(\d+)$/.exec(id) ?? [];
  if (key === undefined || step === undefined) throw noModel(id);
  const stage = lab.getStage(key);
  if (stage.status !== 'completed' || stage.kind === 'evaluate') throw noModel(id);
  return {
    kind: 'stage',
    stages: stagesFolder(lab.dataFolder),
    key,
    step: stage.kind === 'align' ? null : Number(step),
  };
}

/** The folder whose weights are read, for judging how much memory a model takes. */
export function findModelFolder(lab: Lab, spec: ChatModelSpec): string {
  return spec.kind === 'base' ? spec.model.path : lab.getStage(spec.key).file.stage.model.path;
}

function describe(experimentName: string, run: RunView, model: Pick<ChatModel, 'id' | 'kind' | 'step'>): ChatModel {
  const later = laterSettings[model.kind];
  const varied = Object.entries(run.varied).filter(([path]) => !later.some((start) => path.startsWith(start)));
  return {
    ...model,
    runId: run.runId,
    experimentId: run.experimentId,
    experimentName,
    arm: model.kind === 'base' ? '' : run.arm,
    varied: Object.fromEntries(varied),
  };
}

function firstOfEach(runs: readonly RunView[], keyOf: (run: RunView) => string): RunView[] {
  const seen = new Set<string>();
  return runs.filter((run) => {
    const isNew = !seen.has(keyOf(run));
    seen.add(keyOf(run));
    return isNew;
  });
}

function noModel(id: string): AppError {
  return new AppError(
    'playground/no-model',
    `The model "${id}" is not there any more; its run may have been deleted. Choose another.`,
  );
}
