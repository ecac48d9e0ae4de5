import type { ErrorData } from '../../shared/errors.ts';
import { legalMoves, type Status } from '../../shared/events.ts';
import { findStageRow, listRunsOfStage, saveStageState, type WritableStore } from '../../store/index.ts';
import { stageFolder } from '../folder/paths.ts';
import { writeStageState } from '../folder/stage-files.ts';
import type { LabEvent } from '../types.ts';
import { refreshRun } from './run-status.ts';

/** What everything that changes a data folder works on. */
export interface LabContext {
  readonly dataFolder: string;
  readonly store: WritableStore;
  readonly tell: (event: LabEvent) => void;
}

/** Moves a stage to another status: first in its folder, then in the store with its runs, and only then is anyone told. */
export function moveStage(context: LabContext, key: string, status: Status, error: ErrorData | null = null): void {
  const { store, dataFolder, tell } = context;
  const stage = findStageRow(store, key);
  if (!stage) throw new Error(`Stage ${key} is not in the store.`);
  if (!legalMoves[stage.status].includes(status))
    throw new Error(`Stage ${key} cannot move from ${stage.status} to ${status}.`);
  const state = { status, atMs: Date.now(), error };
  writeStageState(stageFolder(dataFolder, key), state);
  const runEvents = store.transact(() => {
    saveStageState(store, key, state);
    return refreshRunsOfStage(store, key);
  });
  tell({ kind: 'stage.moved', key, stageKind: stage.kind, status, error });
  for (const event of runEvents) tell(event);
}

/** Works out the runs of a stage anew; returns what changed, to be told after the transaction. */
export function refreshRunsOfStage(store: WritableStore, key: string): LabEvent[] {
  return refreshRuns(store, listRunsOfStage(store, key));
}

/** Works out runs anew; returns what changed, as above. */
export function refreshRuns(
  store: WritableStore,
  runs: readonly { readonly runId: string; readonly experimentId: string }[],
): LabEvent[] {
  return runs.flatMap(({ runId, experimentId }) => {
    const status = refreshRun(store, runId);
    return status === undefined ? [] : [{ kind: 'run.moved' as const, runId, experimentId, status }];
  });
}
