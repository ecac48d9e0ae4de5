import { AppError } from '../../shared/errors.ts';
import type { StageEvent } from '../../shared/events.ts';
import { readPeftAdapter } from '../checkpoint/index.ts';
import type { TemplateChoice } from '../data/index.ts';
import { mergeAdapter } from '../models/adapter-overlay.ts';
import type { DecoderConfig } from '../models/config.ts';
import type { WeightOverlay } from '../models/load-weights.ts';
import { loraNames } from '../models/lora.ts';
import { listModules } from '../models/parameters.ts';
import { readModelConfig } from '../models/registry.ts';
import { type LoadedModel, openModel } from '../stages/context.ts';

/** What every job gets. */
export interface JobContext {
  readonly emit: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

export type JobOutcome = 'completed' | 'cancelled';

/** A job's model; examples are cut at what the job allows or the model can hold, whichever is less. */
export function openJobModel(job: TemplateChoice & { model: string; maxLength: number }): LoadedModel {
  const { maxPositions } = readModelConfig(job.model);
  return openModel({ ...job, path: job.model, maxLength: Math.min(job.maxLength, maxPositions) });
}

/** The trained matrices of a PEFT folder under the engine's names. */
export function readAdapterWeights(folder: string): {
  rank: number;
  loraAlpha: number;
  weights: Map<string, Float32Array>;
} {
  const adapter = readPeftAdapter(folder);
  const weights = new Map(
    [...adapter.tensors].map(({ module, which, values }) => [`${module}.lora_${which}.weight`, values]),
  );
  return { rank: adapter.rank, loraAlpha: adapter.alpha, weights };
}

/**
 * Adapter folders as changes to the base weights, merged in this order.
 * @throws AppError `adapter/does-not-fit` for an adapter of another model.
 */
export function adapterOverlays(folders: readonly string[], config: DecoderConfig): WeightOverlay[] {
  return folders.map((folder) => {
    const { rank, loraAlpha, weights } = readAdapterWeights(folder);
    checkAdapterFits(folder, weights, rank, config);
    return mergeAdapter({ rank, loraAlpha }, weights, config.weights.orientation);
  });
}

/** An adapter of another model would be merged in part or into the wrong places. */
function checkAdapterFits(
  folder: string,
  weights: ReadonlyMap<string, Float32Array>,
  rank: number,
  config: DecoderConfig,
): void {
  const sizes = new Map(
    listModules(config).flatMap(({ name, outSize, inSize }) => {
      const { a, b } = loraNames(name);
      return [[a, rank * inSize] as const, [b, outSize * rank] as const];
    }),
  );
  for (const [name, { length }] of weights) {
    const expected = sizes.get(name);
    if (expected === length) continue;
    const problem =
      expected === undefined
        ? 'which has no such layer'
        : `where ${expected} values were expected and ${length} were found`;
    throw new AppError(
      'adapter/does-not-fit',
      `${folder}: the adapter has the weight ${name} for the model, ${problem}; it belongs to another base model.`,
    );
  }
}
