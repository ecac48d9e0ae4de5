import { type ExternalResult, trustInfo } from '../../../shared/external/external-result.ts';
import { canonicalJson } from '../../../shared/canonical-json.ts';
import { describeValues } from '../../../shared/settings/describe.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { getArmStyle, type RunStyle } from '../../charts/run-style.ts';
import type { ScatterPoint } from '../../charts/scatter-chart.tsx';
import type { LineSeries } from '../../charts/series.ts';

const overlayDash = [2, 4];

/**
 * Published HS and FA of the same method, model, task and settings as hollow points, without averages; those at another point of
 * the compared grid than the shown condition, such as another p, are left out.
 */
export function listExternalPoints(data: ReportData, styles: readonly RunStyle[], condition: number): ScatterPoint[] {
  const values = Object.entries(data.conditions[condition]?.values ?? {});
  const fitting = data.externalResults.filter(
    (result) => isOne(result) && values.every(([path, value]) => (result.settings[path] ?? value) === value),
  );
  const cells = Map.groupBy(fitting, (result) => identify(result, []));
  return [...cells].flatMap(([id, results]): ScatterPoint[] => {
    const harm = results.find(({ metric }) => metric === 'HS');
    const utility = results.find(({ metric }) => metric === 'FA');
    if (!harm || !utility) return [];
    const label = nameResult(harm, describeValues(omit(harm.settings, ['attack.loraMode'])));
    return [
      {
        id: `external/${id}`,
        label,
        style: pickStyle(data, styles, harm),
        x: utility.value,
        y: harm.value,
        isHollow: true,
      },
    ];
  });
}

/** Published values of a metric over a setting of numbers, or over the attack's steps, as dashed lines of at least two points. */
export function listExternalLines(
  data: ReportData,
  styles: readonly RunStyle[],
  { metric, over }: { readonly metric: string; readonly over: string },
): LineSeries[] {
  const read = (result: ExternalResult): unknown => (over === 'steps' ? result.step : result.settings[over]);
  const fitting = data.externalResults.filter(
    (result) => result.metric === metric && isOne(result) && typeof read(result) === 'number',
  );
  const lines = Map.groupBy(fitting, (result) => identify(result, [over]));
  return [...lines].flatMap(([id, results]): LineSeries[] => {
    const [first] = results;
    if (!first || results.length < 2) return [];
    const sorted = results.toSorted((left, right) => Number(read(left)) - Number(read(right)));
    return [
      {
        id: `external/${id}`,
        label: nameResult(first, ''),
        style: pickStyle(data, styles, first),
        xs: sorted.map((result) => Number(read(result))),
        ys: sorted.map((result) => result.value),
        hasMarkers: true,
      },
    ];
  });
}

/** An average over several settings has no place of its own. */
function isOne({ settings }: ExternalResult): boolean {
  return !Object.values(settings).some(Array.isArray);
}

function identify({ method, model, task, settings, step, source }: ExternalResult, free: readonly string[]): string {
  const at = free.includes('steps') ? null : step;
  return canonicalJson([source.title, method.label, model, task, omit(settings, free), at]);
}

function omit(settings: ExternalResult['settings'], paths: readonly string[]): ExternalResult['settings'] {
  return Object.fromEntries(Object.entries(settings).filter(([path]) => !paths.includes(path)));
}

function nameResult({ method, model, task, source }: ExternalResult, settings: string): string {
  const details = [trustInfo[source.trust].label, model, task, settings].filter(Boolean).join(', ');
  return `${method.label} (${details})`;
}

/** As the arm of the same method, dashed; a method that is not compared here has a look of its own. */
function pickStyle(data: ReportData, styles: readonly RunStyle[], { method }: ExternalResult): RunStyle {
  const arm = data.arms.findIndex((it) => it.method === method.name);
  const others = [...new Set(data.externalResults.map((result) => result.method.label))];
  const style = styles[arm] ?? getArmStyle(data.arms.length + others.indexOf(method.label));
  return { ...style, dash: overlayDash };
}
