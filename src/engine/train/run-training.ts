import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { StageEvent } from '../../shared/events.ts';
import type { Execution } from '../../shared/spec/stage.ts';
import type { BatchSource } from './batch-source.ts';
import { readResume, removeResume, writeCheckpoint, writeResume } from './checkpoints.ts';
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
 * Order of each round: step, check, log, keep, resume point, stop test.
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

  const saveResume = (): void => {
    if (trainer.stepCount === 0 || trainer.stepCount === lastSavedStep) return;
    metrics.flush();
    writeResume(folder, { version: 1, step: trainer.stepCount, positions: batches.getPositions() }, trainer.stateVariables, trainer.readState());
    lastSavedStep = trainer.stepCount;
  };

  while (trainer.stepCount < totalSteps) {
    const startedAtMs = performance.now();
    const report = trainer.step();
    checkFinite(report);
    const elapsedMs = performance.now() - startedAtMs;
    metrics.add(report.step, { ...report.metrics, epoch: batches.epoch(), tokensPerSecond: (1000 * report.tokenCount) / elapsedMs });
    progress.advance(report.step, elapsedMs);
    if (keep.has(report.step)) {
      metrics.flush();
      const sizeBytes = writeCheckpoint(folder, report.step, trainer.trained, trainer.readWeights());
      emit({ kind: 'checkpointed', atMs: Date.now(), step: report.step, path: `checkpoints/step-${String(report.step).padStart(6, '0')}`, sizeBytes });
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

function restore({ folder, trainer, batches, totalSteps, emit }: TrainingRun): void {
  const resume = readResume(folder);
  if (!resume || resume.state.step > totalSteps) return;
  trainer.restore(resume.state.step, resume.values);
  batches.restore(resume.state.positions);
  emit({ kind: 'logged', atMs: Date.now(), level: 'info', message: `Goes on after step ${resume.state.step} of ${totalSteps}.` });
}

function checkFinite({ step, metrics }: StepReport): void {
  const broken = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  if (!broken) return;
  throw new AppError('train/not-a-number', `Step ${step}: ${broken[0]} became ${broken[1]}; a finite number was expected. Lower the learning rate, or λ and α.`);
}
