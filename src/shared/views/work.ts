/** How far a piece of work is. */
export interface WorkReading {
  /** What is done now, such as "writing". */
  readonly text: string;
  /** 0..1. */
  readonly fraction: number;
  readonly remainingMs: number | null;
}

/** How a piece of work is watched, and stopped. */
export interface WorkWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (reading: WorkReading) => void;
}

/** How far the work is, and at last what came of it; a call that is cancelled leaves nothing. */
export type WorkStep<Result> =
  | { readonly kind: 'progress'; readonly progress: WorkReading }
  | { readonly kind: 'done'; readonly result: Result };
