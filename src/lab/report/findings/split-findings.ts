import { pickCondition } from '../../../shared/report/summary-words.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { ReportFinding } from '../../../shared/views/report-words.ts';

/** The findings at the hardest condition and about all numbers, and those under the other conditions. */
export function splitFindings(data: ReportData): { main: ReportFinding[]; others: ReportFinding[] } {
  const hardest = pickCondition(data);
  const isMain = (finding: ReportFinding): boolean => finding.condition === null || finding.condition === hardest;
  return {
    main: data.findings.filter(isMain),
    others: data.findings.filter((finding) => !isMain(finding)),
  };
}
