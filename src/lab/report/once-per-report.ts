import type { ReportData } from '../../shared/views/report.ts';

/** The same function, which works once for each report: formats that need the same of one share it. Reports do not change. */
export function oncePerReport<Made>(make: (data: ReportData) => Made): (data: ReportData) => Made {
  const made = new WeakMap<ReportData, { readonly it: Made }>();
  return (data) => {
    const known = made.get(data) ?? { it: make(data) };
    made.set(data, known);
    return known.it;
  };
}
