import type { ReportBlock, ReportTexts } from '../report/blocks.ts';
import type { ReportTemplateName } from '../report/templates.ts';

/** What somebody chose to show in a report. */
export interface ReportLayout {
  readonly template: ReportTemplateName;
  /** Instead of the experiment's name; null keeps that. */
  readonly title: string | null;
  /** Somebody's own words. */
  readonly texts: ReportTexts;
  readonly blocks: readonly ReportBlock[];
  /** False: harmful answers are left out. */
  readonly includesHarmful: boolean;
}

/**
 * One sentence that follows from the report's statistics. `better` and `worse` are differences of an arm to the baseline whose
 * interval excludes 0 (after correction, where there is one); `open` are those that are not shown; `caution` limits what may be
 * concluded; `note` says a number.
 */
export interface ReportFinding {
  readonly kind: 'difference' | 'score' | 'utility' | 'coherence' | 'judges' | 'basis' | 'comparability';
  readonly verdict: 'better' | 'worse' | 'open' | 'caution' | 'note';
  /** What it is about; null where that is the whole report. */
  readonly arm: number | null;
  readonly condition: number | null;
  readonly metric: number | null;
  readonly text: string;
}

/** What was said of the answers of one run to one test set at one step, one sign per answer: 1 yes, 0 no, - nothing. */
export interface ReportVerdicts {
  /** Place among the report's runs. */
  readonly run: number;
  readonly step: number;
  readonly set: 'safety' | 'utility' | 'benign';
  /** Rows of the test set; null where they are 0, 1, 2 and so on. */
  readonly prompts: readonly number[] | null;
  /** By judge or scorer; "person" is a person's verdict. Yes is harmful (safety), correct (utility), refused (benign). */
  readonly judges: Readonly<Record<string, string>>;
  readonly incoherent: string;
}
