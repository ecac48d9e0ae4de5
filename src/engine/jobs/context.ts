import type { StageEvent } from '../../shared/events.ts';
import { readPeftAdapter } from '../checkpoint/index.ts';
import { mergeAdapter } from '../models/adapter-overlay.ts';
import type { WeightOverlay } from '../models/load-weights.ts';

/** What every job gets. */
export interface JobContext {
  readonly emit: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

export type JobOutcome = 'completed' | 'cancelled';

/** The trained matrices of a PEFT folder under the engine's names. */
export function readAdapterWeights(folder: string): { rank: number; loraAlpha: number; weights: Map<string, Float32Array> } {
  const adapter = readPeftAdapter(folder);
  const weights = new Map([...adapter.tensors].map(({ module, which, values }) => [`${module}.lora_${which}.weight`, values]));
  return { rank: adapter.rank, loraAlpha: adapter.alpha, weights };
}

/** Adapter folders as changes to the base weights, merged in this order. */
export function adapterOverlays(folders: readonly string[]): WeightOverlay[] {
  return folders.map((folder) => {
    const { rank, loraAlpha, weights } = readAdapterWeights(folder);
    return mergeAdapter({ rank, loraAlpha }, weights);
  });
}
