import type { ReportData } from '../views/report.ts';

/** The hardest attack says most: the condition with the highest poison ratio, the last of equals. */
export function pickCondition(data: ReportData): number {
  const ratio = (index: number): number => Number(data.conditions[index]?.values['attack.p'] ?? 0);
  return data.conditions.reduce((best, _, index) => (ratio(index) >= ratio(best) ? index : best), 0);
}
