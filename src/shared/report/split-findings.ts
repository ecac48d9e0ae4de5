import type { ReportData } from '../views/report.ts';
import type { ReportFinding } from '../views/report-words.ts';
import { pickCondition } from './pick-condition.ts';

/** One or two words for what a finding says. */
export const findingWords: Readonly<Record<ReportFinding['verdict'], string>> = {
  better: 'Better',
  worse: 'Worse',
  open: 'Not shown',
  caution: 'Mind',
  note: 'Noted',
};

/** The findings at the hardest condition and about all numbers, and those under the other conditions. */
export function splitFindings(data: ReportData): { main: ReportFinding[]; others: ReportFinding[] } {
  const hardest = pickCondition(data);
  const isMain = (finding: ReportFinding): boolean => finding.condition === null || finding.condition === hardest;
  return {
    main: data.findings.filter(isMain),
    others: data.findings.filter((finding) => !isMain(finding)),
  };
}
