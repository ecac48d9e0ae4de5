import { assertNever } from '../shared/errors.ts';
import type { StageEvent } from '../shared/events.ts';
import type { StageFile } from '../shared/spec/stage.ts';
import { runAlign } from './stages/align.ts';
import { runAttack } from './stages/attack.ts';
import type { StageContext } from './stages/context.ts';
import { runEvaluate } from './stages/evaluate.ts';

export interface RunStageOptions {
  /** The stage's folder; earlier stages lie beside it. */
  readonly folder: string;
  readonly file: StageFile;
  /** Receives metrics, progressed, checkpointed, scored and logged events; started and finished are the worker's. */
  readonly emit: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

/** Runs one stage to its end, or to a resumable stop when `signal` aborts. @throws AppError for what is wrong with model, data or settings. */
export async function runStage({ folder, file, emit, signal }: RunStageOptions): Promise<'completed' | 'cancelled'> {
  const context: StageContext = { folder, execution: file.execution, emit, signal };
  const { stage } = file;
  switch (stage.kind) {
    case 'align':
      return runAlign(context, stage);
    case 'attack':
      return runAttack(context, stage);
    case 'evaluate':
      return runEvaluate(context, stage);
    default:
      return assertNever(stage);
  }
}
