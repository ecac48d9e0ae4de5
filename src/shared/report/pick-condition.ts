import type { ReportData } from '../views/report.ts';

/** The hardest attack says most: the condition with the highest poison ratio, the last of equals. */
export function pickCondition(data: ReportData): number {
  const ratio = (index: number): number => Number(data.conditions[index]?.values['attack.p'] ?? 0);
  // Where arms have conditions of their own, as in a search, one that they share says more.
  const arms = data.conditions.map((_, index) => {
    const runs = data.runs.members.filter((run) => run.condition === index);
    return new Set(runs.map((run) => run.arm)).size;
  });
  const isBetter = (index: number, best: number): boolean =>
    arms[index] === arms[best] ? ratio(index) >= ratio(best) : (arms[index] ?? 0) > (arms[best] ?? 0);
  return data.conditions.reduce((best, _, index) => (isBetter(index, best) ? index : best), 0);
}
