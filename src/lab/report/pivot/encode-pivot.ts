import { encodePivotLatex } from '../../../shared/report/latex/pivot.ts';
import type { Pivot } from '../../../shared/report/pivot.ts';
import {
  encodePivotCsv,
  encodePivotJson,
  encodePivotMarkdown,
  encodePivotTsv,
} from '../../../shared/report/pivot-text.ts';

export const pivotFormats = ['md', 'csv', 'tsv', 'json', 'tex'] as const;
export type PivotFormat = (typeof pivotFormats)[number];

const encoders: Readonly<Record<PivotFormat, (pivot: Pivot) => string>> = {
  md: encodePivotMarkdown,
  csv: encodePivotCsv,
  tsv: encodePivotTsv,
  json: encodePivotJson,
  tex: encodePivotLatex,
};

/** The pivot as the text of a format. */
export function encodePivot(pivot: Pivot, format: PivotFormat): string {
  return encoders[format](pivot);
}
