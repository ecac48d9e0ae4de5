import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { StageEvent } from '../../shared/events.ts';
import type { Execution } from '../../shared/spec/stage.ts';
import type { BatchSource } from './batch-source.ts';
import {
  checkpointPath,
  describeDamage,
  readResume,
  removeResume,
  writeCheckpoint,
  writeResume,
} from './checkpoints.ts';
import { createMetricBuffer, createProgressMeter } from './event-buffers.ts';
import type { StepReport, Trainer } from './trainer.ts';

export interface TrainingRun {
  readonly folder: string;
  readonly trainer: Trainer;
  readonly batches: BatchSource;
  readonly totalSteps: number;
  /** Steps at which the model is kept; the last step always is. */
  readonly keepSteps: readonly number[];
  readonly execution: Execution;
  readonly phase: string;
  readonly emit: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

/** Between two of these the loop lets messages (cancel, heartbeat) through. */
const yieldEveryMs = 50;

/**
 * Runs a training to its end or to a cancel, from the newest resume point if there is one.
 * Order of each round: step, log, check, keep, resume point, stop test.
 * @throws AppError `train/not-a-number` when a loss stops being finite.
 */
export async function runTraining(run: TrainingRun): Promise<'completed' | 'cancelled'> {
  const { folder, trainer, batches, totalSteps, execution, emit, signal } = run;
  restore(run);
  const keep = new Set([...run.keepSteps.filter((step) => step <= totalSteps), totalSteps]);
  const metrics = createMetricBuffer(emit);
  const progress = createProgressMeter({ emit, phase: run.phase, total: totalSteps, start: trainer.stepCount });
  let lastYieldMs = performance.now();
  let lastSavedStep = trainer.stepCount;
  if (trainer.stepCount === 0 && !(await prepare(run))) return 'cancelled';

  const saveResume = (): void => {
    if (trainer.stepCount === 0 || trainer.stepCount === lastSavedStep) return;
    metrics.flush();
    writeResume(
      folder,
      { version: 1, step: trainer.stepCount, positions: batches.getPositions() },
      trainer.stateVariables,
      trainer.readState(),
    );
    lastSavedStep = trainer.stepCount;
  };

  while (trainer.stepCount < totalSteps) {
    const startedAtMs = performance.now();
    const report = trainer.step();
    const elapsedMs = performance.now() - startedAtMs;
    metrics.add(report.step, {
      ...report.metrics,
      epoch: batches.epoch(),
      tokensPerSecond: (1000 * report.tokenCount) / elapsedMs,
    });
    const failure = findFailure(report);
    if (failure) {
      // The curve up to here shows how it came about.
      metrics.flush();
      throw failure;
    }
    progress.advance(report.step, elapsedMs);
    if (keep.has(report.step)) {
      metrics.flush();
      const sizeBytes = writeCheckpoint(folder, report.step, trainer.trained, trainer.readWeights());
      emit({
        kind: 'checkpointed',
        atMs: Date.now(),
        step: report.step,
        path: checkpointPath(report.step),
        sizeBytes,
      });
    }
    if (report.step % execution.checkpointEverySteps === 0 && report.step < totalSteps) saveResume();
    if (performance.now() - lastYieldMs > yieldEveryMs) {
      await yieldToEvents();
      lastYieldMs = performance.now();
    }
    if (signal.aborted && trainer.stepCount < totalSteps) {
      saveResume();
      return 'cancelled';
    }
  }
  metrics.flush();
  progress.finish();
  if (!execution.keepResumeCheckpoint) removeResume(folder);
  return 'completed';
}

/** What comes before the first step; false where it was cancelled in between. A training that was stopped here begins anew. */
async function prepare({ trainer, signal }: TrainingRun): Promise<boolean> {
  for (const _ of trainer.prepare()) {
    await yieldToEvents();
    if (signal.aborted) return false;
  }
  return true;
}

function restore({ folder, trainer, batches, totalSteps, emit }: TrainingRun): void {
  const resume = readResume(folder, trainer.stateVariables, Object.keys(batches.getPositions()));
  // A resume point at or past the end belongs to a longer training than this one.
  if (!resume || resume.state.step >= totalSteps) return;
  try {
    batches.restore(resume.state.positions);
  } catch (error) {
    throw error instanceof AppError ? describeDamage(resume.folder, error) : error;
  }
  trainer.restore(resume.state.step, resume.values);
  emit({
    kind: 'logged',
    atMs: Date.now(),
    level: 'info',
    message: `Goes on after step ${resume.state.step} of ${totalSteps}.`,
  });
}

/** The error of a step whose numbers are no longer finite. */
function findFailure({ step, metrics }: StepReport): AppError | null {
  const broken = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  if (!broken) return null;
  return new AppError(
    'train/not-a-number',
    `Step ${step}: ${broken[0]} became ${broken[1]}; a finite number was expected. Lower the learning rate, or λ and α.`,
  );
}
