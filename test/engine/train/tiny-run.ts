import { runTraining } from '../../../src/engine/train/run-training.ts';
import type { Trainer } from '../../../src/engine/train/trainer.ts';
import type { StageEvent } from '../../../src/shared/events.ts';
import { createTinyTraining, type TinyOptions } from '../../support/tiny-training.ts';

export interface TinyRunOptions extends TinyOptions {
  readonly totalSteps?: number;
  readonly keepSteps?: readonly number[];
  readonly checkpointEverySteps?: number;
  /** Called after each optimizer step. */
  onStep?(step: number, abort: () => void): void;
}

export interface TinyRun {
  readonly outcome: 'completed' | 'cancelled';
  readonly events: readonly StageEvent[];
}

/** Runs the real training loop over llama-tiny in a stage folder; `events` is filled as they come, also where it throws. */
export async function runTiny(
  folder: string,
  options: TinyRunOptions = {},
  events: StageEvent[] = [],
): Promise<TinyRun> {
  const totalSteps = options.totalSteps ?? 12;
  const { trainer, batches } = createTinyTraining({ ...options, totalSteps });
  const controller = new AbortController();
  // The trainer itself, with a look at each step.
  const watched = Object.create(trainer, {
    step: {
      value() {
        const report = trainer.step();
        options.onStep?.(report.step, () => controller.abort());
        return report;
      },
    },
  }) as Trainer; // the same members
  try {
    const outcome = await runTraining({
      folder,
      trainer: watched,
      batches,
      totalSteps,
      keepSteps: options.keepSteps ?? [],
      execution: { checkpointEverySteps: options.checkpointEverySteps ?? 4, keepResumeCheckpoint: false },
      phase: 'alignment',
      emit: (event) => events.push(event),
      signal: controller.signal,
    });
    return { outcome, events };
  } finally {
    trainer.dispose();
  }
}
