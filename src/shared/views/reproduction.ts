import type { StageKind } from '../spec/stage.ts';

/** How far two results may lie apart and still count as the same, where bits cannot be expected to be equal. */
export interface ReproductionTolerance {
  /** Percentage points of a score. */
  readonly scorePoints: number;
  /** Of a loss curve: root mean square of the differences over that of the values. */
  readonly curveFraction: number;
}

export const usualTolerance: ReproductionTolerance = { scorePoints: 2, curveFraction: 0.02 };

export interface ScorePair {
  readonly step: number;
  readonly metric: string;
  readonly judge: string;
  /** Percent; null where one side has no such score. */
  readonly bundled: number | null;
  readonly reproduced: number | null;
}

export interface CurvePair {
  readonly name: string;
  readonly isIdentical: boolean;
  /** Root mean square of the differences over that of the bundle's values; null where the steps are not the same. */
  readonly difference: number | null;
  /** Losses decide; other diagnostics are only told. */
  readonly isJudged: boolean;
}

export interface WeightsPair {
  readonly step: number;
  readonly isIdentical: boolean;
  /** L2 norm of the difference over that of the bundle's weights; null where the bundle has only their digest. */
  readonly difference: number | null;
}

/** identical: bit for bit; within: inside the tolerance; different: outside; missing: it was not completed here. */
export type ReproductionOutcome = 'identical' | 'within' | 'different' | 'missing';

export interface StageReproduction {
  readonly key: string;
  readonly kind: StageKind;
  readonly outcome: ReproductionOutcome;
  /** Processor, device and versions are the same, so that the same bits are expected. */
  readonly isExactExpected: boolean;
  readonly scores: readonly ScorePair[];
  readonly curves: readonly CurvePair[];
  /** Answers of both; null for a training. */
  readonly answers: { readonly count: number; readonly equalCount: number } | null;
  readonly weights: WeightsPair | null;
  /** Why, in a sentence, where it is not identical. */
  readonly reasons: readonly string[];
}

export interface Reproduction {
  readonly bundle: string;
  readonly digest: string;
  readonly tolerance: ReproductionTolerance;
  readonly counts: Readonly<Record<ReproductionOutcome, number>>;
  /** Nothing is different or missing. */
  readonly isWithin: boolean;
  readonly stages: readonly StageReproduction[];
}

/** waiting: for another one to end; stopped: by a person or the end of the program, and it can go on. */
export type ReproductionStatus = 'waiting' | 'checking' | 'running' | 'comparing' | 'completed' | 'failed' | 'stopped';

/** The runs of a bundle being run again on this machine, beside the queue. */
export interface ReproductionView {
  readonly id: string;
  /** Absolute path of the bundle. */
  readonly path: string;
  /** Of the runs that were chosen; all of the bundle when empty. */
  readonly runIds: readonly string[];
  readonly tolerance: ReproductionTolerance;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly status: ReproductionStatus;
  /** Why it failed. */
  readonly error: string | null;
  /** How far it is, while it is at work. */
  readonly progress: {
    readonly fraction: number;
    readonly doneStages: number;
    readonly stageCount: number;
    readonly remainingMs: number | null;
  } | null;
  /** What came out, once it is completed. */
  readonly result: Pick<Reproduction, 'counts' | 'isWithin'> | null;
}
