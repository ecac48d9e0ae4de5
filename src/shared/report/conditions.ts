import { canonicalJson } from '../canonical-json.ts';
import type { ReportData } from '../views/report.ts';

/** The axes that have at least two values, all numbers. */
export function listNumberAxes(data: ReportData): ReportData['axes'] {
  return data.axes.filter((axis) => axis.values.length > 1 && axis.values.every((value) => typeof value === 'number'));
}

/** The conditions that equal one in all but some axes. */
export function listSiblings(data: ReportData, condition: number, free: readonly string[]): number[] {
  const describe = (index: number): string =>
    canonicalJson(
      Object.fromEntries(Object.entries(data.conditions[index]?.values ?? {}).filter(([path]) => !free.includes(path))),
    );
  const wanted = describe(condition);
  return data.conditions.map((_, index) => index).filter((index) => describe(index) === wanted);
}
