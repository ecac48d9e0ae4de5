import type { Selection } from '../../../shared/contract/compare.ts';
import { type ReportFormatName, usualReportFormats } from '../../../shared/report/format-names.ts';
import { reportBlocks, type ReportBlock } from '../../../shared/views/report.ts';

/** A report as the form holds it. */
export interface ReportDraft {
  readonly selection: Selection;
  readonly title: string;
  readonly notes: string;
  readonly blocks: readonly ReportBlock[];
  /** Label of an arm; null is the usual one. */
  readonly baseline: string | null;
  readonly includesHarmful: boolean;
  readonly formats: readonly ReportFormatName[];
}

/** Everything but harmful answers, as every kind of text file. */
export function startDraft(selection: Selection): ReportDraft {
  return {
    selection,
    title: '',
    notes: '',
    blocks: reportBlocks,
    baseline: null,
    includesHarmful: false,
    formats: usualReportFormats,
  };
}

/** What preview and export ask the lab for. */
export function describeReport({ selection, title, notes, blocks, baseline, includesHarmful }: ReportDraft) {
  return {
    selection,
    blocks: reportBlocks.filter((block) => blocks.includes(block)),
    includesHarmful,
    ...(title.trim() === '' ? {} : { title: title.trim() }),
    ...(notes.trim() === '' ? {} : { notes: notes.trim() }),
    ...(baseline === null ? {} : { baseline }),
  };
}
