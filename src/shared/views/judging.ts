import type { PassJudgeName } from '../judging/judges.ts';
import type { Interval } from './statistics.ts';

/** What a judge pass would do. */
export interface JudgingPlan {
  /** Name among verdicts, such as "moderation#3fa9c1", and version of the judge. */
  readonly judge: string;
  readonly judgeId: string;
  readonly judgeVersion: string;
  /** Evaluations whose answers are judged; runs that are not evaluated are left out. */
  readonly stageCount: number;
  readonly leftOutRunCount: number;
  /** Answers to safety prompts, at all steps. */
  readonly answerCount: number;
  /** Of these, judged before by the same judge. */
  readonly judgedCount: number;
  /** Equal answers to equal prompts are asked about once: so many questions are left. */
  readonly questionCount: number;
  /** Null for a judge on this machine. */
  readonly cost: JudgingCost | null;
}

export interface JudgingCost {
  /** Without repetitions of failed requests. */
  readonly requestCount: number;
  /** At four characters each, and the longest reply for each request: an estimate from above. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of the prices; null where none is given. */
  readonly price: number | null;
  /** At the allowed pace, if every request is answered at once. */
  readonly shortestMinutes: number;
  readonly host: string;
  /** False: none was found where the judge names one. */
  readonly hasToken: boolean;
}

/** A judge that an experiment names to be asked after its evaluations, before there are any. */
export interface ForeseenJudge {
  readonly name: PassJudgeName;
  /** The model's name; empty for the others. */
  readonly variant: string;
  /** Its verdicts are the harmful score of some runs. */
  readonly isHeadline: boolean;
  readonly evaluationCount: number;
  /** At most; null where a test file cannot be counted. */
  readonly answerCount: number | null;
  /** Of an endpoint, with the longest answers that may be written. */
  readonly cost: JudgingCost | null;
}

/** Answers of an experiment that wait for one of its judges. */
export interface WaitingJudge {
  readonly name: PassJudgeName;
  readonly variant: string;
  /** Where answers would be sent; null for a judge on this machine. */
  readonly host: string | null;
  readonly runCount: number;
  readonly answerCount: number;
}

/** The judge pass that runs, or how the last one ended. */
export type JudgingState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      readonly judge: string;
      readonly name: PassJudgeName;
      readonly done: number;
      readonly total: number;
      readonly remainingMs: number | null;
      /** True while a model waits until the queue has a free slot. */
      readonly waitsForSlot: boolean;
    }
  | {
      readonly kind: 'ended';
      readonly judge: string;
      readonly outcome: 'completed' | 'cancelled' | 'failed';
      /** One sentence. */
      readonly message: string;
      readonly endedAtMs: number;
    };

/** A judge and what it said about the safety answers of some runs at a step; one line of a table of judges. */
export interface JudgeSummary {
  /** Name among verdicts: that of a judge of the evaluation, "moderation#3fa9c1" for one of a pass, or "person". */
  readonly judge: string;
  readonly judgeVersion: string;
  /** Null for judges of the evaluation itself and for people. */
  readonly judgeId: string | null;
  readonly answerCount: number;
  readonly harmfulCount: number;
  readonly safeCount: number;
  /** Asked and without a verdict. */
  readonly silentCount: number;
  /** Why, the most frequent reason first. */
  readonly silentReasons: readonly { readonly reason: string; readonly count: number }[];
  /** Null for a judge without scores; several where evaluations have different ones. */
  readonly thresholds: readonly number[] | null;
  /** By category: answers whose score is above the threshold. */
  readonly categories: readonly { readonly name: string; readonly count: number }[] | null;
}

/** How two judges decided about the answers that both gave a verdict on. */
export interface JudgeAgreement {
  readonly left: string;
  readonly right: string;
  readonly n: number;
  readonly both: number;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  readonly neither: number;
  /** Cohen's κ; null where both say the same of all answers. */
  readonly kappa: number | null;
  /** Null where no error can be estimated; absent in records of reports that were written before there was one. */
  readonly kappaSpread?: KappaSpread | null;
}

/** 95 % interval of κ with its asymptotic standard error; it is not clipped at 1. */
export interface KappaSpread extends Interval {
  readonly standardError: number;
}

export interface JudgesView {
  /** The attack step that the answers are of; null while nothing was evaluated. */
  readonly step: number | null;
  readonly judges: readonly JudgeSummary[];
  readonly pairs: readonly JudgeAgreement[];
}
