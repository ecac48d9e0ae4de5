import type { Forecast } from '../../shared/contract/experiments.ts';
import type { StageFile } from '../../shared/spec/stage.ts';
import type { ReadableStore } from '../../store/index.ts';

/** What stages are expected to take, by key; null where nothing comparable was ever measured on this machine. */
export interface StagesForecast extends Forecast {
  /** From start to end, for each stage. */
  readonly durationMsByStage: ReadonlyMap<string, number | null>;
}

export interface RemainingForecast {
  /** What is left of each stage, 0 for complete ones; running ones by their own progress. */
  readonly remainingMsByStage: ReadonlyMap<string, number | null>;
  /** Wall time over all slots until the last of them ends. */
  readonly remainingMs: number | null;
}

/** Forecasts stages that are about to be submitted, in queue order; those that are complete in the store cost nothing. */
export function forecastStages(_store: ReadableStore, files: readonly StageFile[], _slots: number): StagesForecast {
  return {
    durationMs: null,
    memoryBytes: null,
    diskBytes: null,
    basis: '',
    durationMsByStage: new Map(files.map((file) => [file.key, null])),
  };
}

/** Forecasts what is left of stages of the store, in queue order. */
export function forecastRemaining(_store: ReadableStore, keys: readonly string[], _slots: number): RemainingForecast {
  return { remainingMs: null, remainingMsByStage: new Map(keys.map((key) => [key, null])) };
}
