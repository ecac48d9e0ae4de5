import type { StageEvent } from '../../shared/events.ts';
import type { Execution } from '../../shared/spec/stage.ts';
import { AppError } from '../../shared/errors.ts';
import type { MemoryPart, ModelMemory } from '../../shared/memory/parts.ts';
import { checkMemory } from '../checkpoint/index.ts';
import { type Encoding, openTemplate, type TemplateChoice } from '../data/index.ts';
import type { DecoderConfig } from '../models/config.ts';
import { readModelConfig } from '../models/registry.ts';
import { sizeOf, type VariableSpec } from '../runtime/program.ts';
import { checkTokenizerFits, loadTokenizer, type Tokenizer } from '../tokenizer/index.ts';

/** What every stage runner gets. */
export interface StageContext {
  readonly folder: string;
  readonly execution: Execution;
  readonly emit: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

export interface LoadedModel {
  readonly config: DecoderConfig;
  readonly tokenizer: Tokenizer;
  readonly encoding: Encoding;
}

/** Reads configuration and tokenizer of a model folder and checks that they fit each other and the longest example. */
export function openModel(options: TemplateChoice & { path: string; maxLength: number }): LoadedModel {
  const config = readModelConfig(options.path);
  const tokenizer = loadTokenizer(options.path);
  checkTokenizerFits(tokenizer, config.vocabSize);
  if (options.maxLength > config.maxPositions) {
    throw new AppError(
      'model/too-short',
      `${options.path}: examples of up to ${options.maxLength} tokens were asked for, but the model has ${config.maxPositions} positions; lower maxLength.`,
    );
  }
  return {
    config,
    tokenizer,
    encoding: { tokenizer, template: openTemplate(options, options.path), maxLength: options.maxLength },
  };
}

/** Refuses, before anything is loaded, what cannot fit into memory. @throws AppError `model/too-large` with the sum. */
export function checkVariablesFit(groups: Readonly<Record<string, readonly VariableSpec[]>>): void {
  checkMemory({
    parts: Object.entries(groups).map(([label, variables]) => ({
      label,
      bytes: variables.reduce((sum, { shape, storage }) => sum + sizeOf(shape) * (storage === 'bfloat16' ? 2 : 4), 0),
    })),
  });
}

/**
 * Refuses, before anything is loaded, a stage whose forecast exceeds what is free. What a GPU holds is not counted against the
 * machine's own memory. @throws AppError `model/too-large` with the sum.
 */
export function checkForecastFits(parts: readonly MemoryPart[], isOnGpu: boolean): void {
  if (!isOnGpu) checkMemory({ parts });
}

/** The model of a stage as forecasts of memory see it. */
export function modelMemory(
  config: DecoderConfig,
  { frozen, trained }: { readonly frozen: readonly VariableSpec[]; readonly trained: readonly VariableSpec[] },
): ModelMemory {
  const count = (variables: readonly VariableSpec[]) => variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return {
    frozen: count(frozen),
    trained: count(trained),
    isHalf: frozen.some(({ storage }) => storage === 'bfloat16'),
    sizes: {
      hidden: config.hiddenSize,
      layers: config.layerCount,
      heads: config.headCount,
      keyValueHeads: config.keyValueHeadCount,
      headSize: config.headSize,
      feedForward: config.feedForwardSize,
      vocabulary: config.vocabSize,
    },
  };
}

/** Tells the log how many examples were cut so far that nothing was left to learn. */
export function reportDropped(context: Pick<StageContext, 'emit'>, role: string, dropped: readonly number[]): void {
  if (dropped.length === 0) return;
  const first = dropped.slice(0, 5).join(', ');
  context.emit({
    kind: 'logged',
    atMs: Date.now(),
    level: 'warning',
    message: `${dropped.length} rows of the ${role} are left out, because the longest example allowed cuts their whole answer: rows ${first}${dropped.length > 5 ? ', …' : ''}.`,
  });
}
