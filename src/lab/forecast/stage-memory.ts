import type { StageFile } from '../../shared/spec/stage.ts';
import { findStageRow, listMetricTimes, type ReadableStore } from '../../store/index.ts';
import { measure, type Measurement } from './measure.ts';
import type { FindAttack } from './work.ts';

/** What does not change any more, kept for as long as the store is open: parsing thousands of stages for every forecast would take seconds. */
interface Memory {
  readonly files: Map<string, StageFile>;
  readonly measurements: Map<string, Measurement | null>;
}

const allTimes = { maxPoints: null, afterStep: -1 };

const memories = new WeakMap<ReadableStore, Memory>();

function openMemory(store: ReadableStore): Memory {
  const memory = memories.get(store) ?? { files: new Map(), measurements: new Map() };
  memories.set(store, memory);
  return memory;
}

/** The specification of a stage of the store; its key decides all of it but the paths. */
export function findStageFile(store: ReadableStore, key: string): StageFile | undefined {
  const { files } = openMemory(store);
  const file = files.get(key) ?? findStageRow(store, key)?.file;
  if (file) files.set(key, file);
  return file;
}

/** What a stage took; null if it says nothing. */
export function findMeasurement(
  store: ReadableStore,
  key: string,
  options: { readonly isComplete: boolean; readonly findAttack: FindAttack; readonly nowMs: number },
): Measurement | null {
  const { measurements } = openMemory(store);
  const known = options.isComplete ? measurements.get(key) : undefined;
  if (known !== undefined) return known;
  const row = findStageRow(store, key);
  const measurement = row
    ? measure(row, listMetricTimes(store, key, allTimes), options.findAttack, options.nowMs)
    : null;
  if (options.isComplete) measurements.set(key, measurement);
  return measurement;
}
