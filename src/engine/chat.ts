import path from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { AppError } from '../shared/errors.ts';
import type { ModelChoice, TemplateName, Trainable } from '../shared/settings/model.ts';
import type { ChatModelSpec } from '../shared/spec/chat.ts';
import { stageFileSchema } from '../shared/spec/stage.ts';
import { readJsonFile } from './checkpoint/index.ts';
import { encodeQuestion } from './data/index.ts';
import { generate } from './evaluate/generate.ts';
import { openJobModel } from './jobs/context.ts';
import type { GenerationShape } from './models/generation-program.ts';
import type { WeightOverlay } from './models/load-weights.ts';
import { readModelConfig } from './models/registry.ts';
import { createInference, type Inference } from './stages/inference.ts';
import { carryAligned, readResult } from './stages/upstream.ts';
import { listCheckpoints, readCheckpoint } from './train/checkpoints.ts';

/** New tokens per native call: few, so that text comes while it is written. */
const chunkTokens = 4;
/** Room that is compiled at least, where the model can read so much: what most questions need. */
const leastRoom = { prompt: 64, answer: 128 };

export interface Question {
  readonly prompt: string;
  readonly maxNewTokens: number;
  readonly signal: AbortSignal;
  /** Called before a model is loaded and compiled, which can take long. */
  readonly onLoading: () => Promise<void>;
  /** Called with the whole answer so far after every few tokens. */
  readonly onText: (text: string, tokenCount: number) => void;
}

/** A model that answers one question at a time, each by itself: it does not remember the ones before. */
export interface Chat {
  /** The greedy answer, null if stopped. @throws AppError chat/prompt-too-long, and what opening the model finds wrong. */
  ask(question: Question): Promise<{ text: string; tokenCount: number } | null>;
  dispose(): void;
}

/** Opens a model for talking; its weights are loaded by the first question. @throws AppError for a model that cannot be opened. */
export function openChat(spec: ChatModelSpec): Chat {
  const source = describeSource(spec);
  const loaded = openJobModel({
    model: source.model.path,
    template: source.template,
    systemPrompt: source.systemPrompt,
    maxLength: Number.MAX_SAFE_INTEGER,
  });
  const { config, tokenizer, encoding } = loaded;
  let open: { readonly shape: GenerationShape; readonly inference: Inference } | null = null;

  const widen = (before: number | undefined, needed: number, least: number): number =>
    Math.min(config.maxPositions, Math.max(before ?? 0, roundUp(needed, least)));
  /** The compiled model; made anew, with more room, for a longer question than all before. */
  const prepare = async (promptLength: number, maxNewTokens: number, question: Question) => {
    if (open && open.shape.promptLength >= promptLength && open.shape.maxNewTokens >= maxNewTokens) return open;
    await question.onLoading();
    const shape: GenerationShape = {
      name: 'chat',
      batch: 1,
      promptLength: widen(open?.shape.promptLength, promptLength, leastRoom.prompt),
      maxNewTokens: widen(open?.shape.maxNewTokens, maxNewTokens, leastRoom.answer),
      chunk: chunkTokens,
    };
    open?.inference.dispose();
    open = null;
    const inference = createInference({ ...source, loaded, shapes: [shape] });
    if (source.weights) inference.setWeights(source.weights);
    open = { shape, inference };
    return open;
  };

  return {
    async ask(question) {
      const { prompt: instruction, onText, signal } = question;
      const ids = encodeQuestion(encoding, { instruction, input: null });
      const room = config.maxPositions - ids.length;
      if (room < 1)
        throw new AppError(
          'chat/prompt-too-long',
          `The prompt has ${ids.length} tokens, but the model reads at most ${config.maxPositions - 1}; shorten it.`,
        );
      const maxNewTokens = Math.min(question.maxNewTokens, room);
      const { inference, shape } = await prepare(ids.length, maxNewTokens, question);
      const read = (answer: readonly number[]): string =>
        encoding.template.readAnswer(tokenizer.decode(answer, { skipSpecial: true }));
      const answers = await generate({
        executor: inference.executor,
        shape,
        eosIds: tokenizer.eosIds,
        padId: tokenizer.padId,
        prompts: [Int32Array.from(ids)],
        maxNewTokens,
        onProgress: async (_, [answer = []]) => {
          // A character of several tokens is not whole yet.
          onText(read(answer).replace(/\uFFFD+$/, ''), answer.length);
          await yieldToEvents();
          return signal.aborted;
        },
      });
      const [answer] = answers ?? [];
      return answer ? { text: read(answer), tokenCount: answer.length } : null;
    },
    dispose: () => open?.inference.dispose(),
  };
}

interface Source {
  readonly model: ModelChoice;
  readonly template: TemplateName;
  readonly systemPrompt: string | null;
  readonly trainable: Trainable | null;
  readonly overlays: readonly WeightOverlay[];
  readonly weights: ReadonlyMap<string, Float32Array> | null;
}

/** The model as evaluations have it: trained weights are set, not merged, so that the same prompt gets the same answer. */
function describeSource(spec: ChatModelSpec): Source {
  if (spec.kind === 'base') {
    const { model, template, systemPrompt } = spec;
    return { model, template, systemPrompt, trainable: null, overlays: [], weights: null };
  }
  const folder = path.join(spec.stages, spec.key);
  const { stage } = readJsonFile(path.join(folder, 'spec.json'), stageFileSchema);
  const step = spec.step ?? listCheckpoints(folder).at(-1);
  if (stage.kind === 'evaluate' || step === undefined)
    throw new AppError('chat/no-weights', `Stage ${spec.key.slice(0, 12)} has kept no model to talk to.`);
  const { model, template, systemPrompt = null, trainable } = stage;
  const overlays =
    stage.kind === 'attack'
      ? carryAligned(readResult(path.join(spec.stages, stage.from)), stage, readModelConfig(model.path).weights)
          .overlays
      : [];
  return { model, template, systemPrompt, trainable, overlays, weights: readCheckpoint(folder, step) };
}

/** A power of two, so that questions of like length need no compiling. */
function roundUp(length: number, least: number): number {
  return Math.max(least, 2 ** Math.ceil(Math.log2(length)));
}
