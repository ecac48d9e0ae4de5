import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Sample } from '../../shared/events.ts';
import type { EvaluateStage, ResolvedDataset } from '../../shared/spec/stage.ts';
import { encodePrompt, type Example, readDataset } from '../data/index.ts';
import { generate, generationShape } from '../evaluate/generate.ts';
import { checkTestSet, judgeAnswer, type Questioning } from '../evaluate/judge-answers.ts';
import { summarise } from '../evaluate/summarise.ts';
import type { GenerationShape } from '../models/generation-program.ts';
import { createProgressMeter } from '../train/event-buffers.ts';
import { listCheckpoints, readCheckpoint } from '../train/checkpoints.ts';
import { freshAdapter } from '../train/initial-weights.ts';
import { type LoadedModel, openModel, type StageContext } from './context.ts';
import { createInference } from './inference.ts';
import { openPostDefence } from './post-defence.ts';
import { openSampleLog } from './sample-log.ts';
import { carryAligned, readResult, stageFolderOf } from './upstream.ts';

interface TestSet {
  readonly questioning: Questioning;
  readonly examples: readonly Example[];
  readonly prompts: readonly Int32Array[];
  readonly shape: GenerationShape;
}

/**
 * Evaluation: answers every test set with the aligned model (step 0) and with each kept model of the attack, judges the answers
 * and reports HS, HS+, FA and over-refusal with Wilson intervals. Steps that an earlier attempt finished are not answered again.
 */
export async function runEvaluate(context: StageContext, stage: EvaluateStage): Promise<'completed' | 'cancelled'> {
  const { emit, signal } = context;
  const loaded = openModel({ ...stage, path: stage.model.path });
  const sets = readTestSets(stage, loaded);
  const attackFolder = stageFolderOf(context.folder, stage.from);
  const aligned = readResult(stageFolderOf(context.folder, stage.aligned));
  const carried = carryAligned(aligned, stage, loaded.config.weights);
  const post = openPostDefence(context, stage, loaded);
  const inference = createInference({
    loaded,
    model: stage.model,
    trainable: stage.trainable,
    overlays: carried.overlays,
    shapes: sets.map(({ shape }) => shape),
    functions: (sourceOf) => post?.functions(sourceOf) ?? [],
  });
  const log = openSampleLog(context.folder);
  try {
    const steps = [...(stage.evaluation.includeAligned ? [0] : []), ...listCheckpoints(attackFolder)];
    const pending = steps.filter(
      (step) => !sets.every((set) => log.isComplete(step, set.questioning.set, set.examples.length)),
    );
    const promptCount = sets.reduce((sum, set) => sum + set.prompts.length, 0);
    const progress = createProgressMeter({
      emit,
      phase: 'evaluation',
      total: steps.length * promptCount,
      start: (steps.length - pending.length) * promptCount,
    });
    let answered = (steps.length - pending.length) * promptCount;
    let lastMs = performance.now();
    // The time of calls in which no answer ended belongs to the answers that end next.
    const advanceTo = (count: number): void => {
      if (count <= answered) return;
      const nowMs = performance.now();
      progress.advance(count, (nowMs - lastMs) / (count - answered));
      [answered, lastMs] = [count, nowMs];
    };

    for (const step of steps) {
      if (pending.includes(step)) {
        if (step === 0) {
          // Nothing was fine-tuned yet, so that a defence after fine-tuning has no part in it.
          inference.setWeights(carried.weights ?? freshAdapter(inference.trained, stage.seed));
        } else {
          const weights = readCheckpoint(attackFolder, step);
          if (!post) inference.setWeights(weights);
          else if (!(await post.apply(inference, weights, step))) return 'cancelled';
        }
        for (const set of sets) {
          const done = answered;
          const answers = await generate({
            executor: inference.executor,
            shape: set.shape,
            eosIds: loaded.tokenizer.eosIds,
            padId: loaded.tokenizer.padId,
            prompts: set.prompts,
            onProgress: async (finished) => {
              advanceTo(done + finished);
              await yieldToEvents();
              return signal.aborted;
            },
          });
          if (!answers) return 'cancelled';
          advanceTo(done + set.prompts.length);
          log.append(step, set.questioning.set, judgeAll(loaded, set, step, answers));
          await yieldToEvents();
        }
      }
      for (const { questioning } of sets) {
        for (const score of summarise(questioning, step, log.samples(step, questioning.set)))
          emit({ kind: 'scored', atMs: Date.now(), ...score });
      }
      if (signal.aborted && step !== steps.at(-1)) return 'cancelled';
    }
    progress.finish();
    return 'completed';
  } finally {
    inference.dispose();
  }
}

function judgeAll(
  { tokenizer, encoding }: LoadedModel,
  { questioning, examples }: TestSet,
  step: number,
  answers: readonly (readonly number[])[],
): Sample[] {
  return answers.map((ids, index) =>
    judgeAnswer(
      questioning,
      step,
      examples[index],
      encoding.template.readAnswer(tokenizer.decode(ids, { skipSpecial: true })),
    ),
  );
}

function readTestSets({ evaluation }: EvaluateStage, loaded: LoadedModel): TestSet[] {
  const { safety, utility, benign } = evaluation;
  const build = (questioning: Questioning, source: { data: ResolvedDataset; maxNewTokens: number }): TestSet => {
    const examples = readDataset(source.data);
    checkTestSet(questioning, examples);
    const longest = Math.max(1, loaded.config.maxPositions - source.maxNewTokens);
    const prompts = examples.map((example) => encodePrompt(loaded.encoding, example, longest));
    return {
      questioning,
      examples,
      prompts,
      shape: generationShape({
        name: questioning.set,
        prompts,
        batchSize: evaluation.batchSize,
        maxNewTokens: source.maxNewTokens,
      }),
    };
  };
  return [
    build({ set: 'safety', judges: safety.judges }, safety),
    ...(utility ? [build({ set: 'utility', scorer: utility.scorer }, utility)] : []),
    ...(benign ? [build({ set: 'benign' }, benign)] : []),
  ];
}
