import {
  guardUtility,
  listComparedConditions,
  listPareto,
  listTradeoffs,
  type Tradeoff,
} from '../../../shared/report/front.ts';
import { formatNumber } from '../../../shared/report/format.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { countSeeds, describeWhen } from './describe.ts';
import type { FigureGroup, ScatterFigure } from './figure.ts';
import type { Namer } from './score-figures.ts';

/** Points of FA that a defence may lose before the guard calls it broken, as on the page Compare. */
const usualLimit = 5;

/** HS against FA at the headline step, one chart per condition; a single arm's variants share one. */
export function listTradeoffFigures(data: ReportData, name: Namer): FigureGroup[] {
  const step = data.headlineStep;
  if (step === null) return [];
  const pictures = new Map(
    data.conditions.map((_, condition) => {
      const conditions = listComparedConditions(data, condition);
      return [conditions.join(), { conditions, first: condition }] as const;
    }),
  );
  const figures = [...pictures.values()].flatMap(({ conditions, first }): ScatterFigure[] => {
    const tradeoffs = listTradeoffs(data, { conditions, step });
    const guard = guardUtility(tradeoffs, data.baselineArm, usualLimit);
    if (!guard || tradeoffs.length < 2) return [];
    const isVariants = conditions.length > 1;
    const place = isVariants ? 'all variants' : (data.conditions[first]?.label ?? '');
    const front = listPareto(tradeoffs).map(({ utility, harm }) => [utility.summary.mean, harm.summary.mean] as const);
    const label = (tradeoff: Tradeoff): string =>
      (isVariants ? data.conditions[tradeoff.condition] : data.arms[tradeoff.arm])?.label ?? '';
    const from = guard.isBaseline ? label(guard.from) : 'the best FA';
    return [
      {
        kind: 'scatter',
        id: name('tradeoff', pictures.size > 1 ? place : ''),
        title: place,
        description: `HS against FA at ${place} ${describeWhen(step)}: mean over ${countSeeds(tradeoffs.flatMap((it) => [it.harm, it.utility]))} with 95 % t intervals as crosses; lower right is better. The dashed line is the utility guard, ${usualLimit} points of FA below ${from}.`,
        xLabel: 'FA (%)',
        yLabel: 'HS (%)',
        points: tradeoffs.map((tradeoff, index) => ({
          look: isVariants ? index : tradeoff.arm,
          label: label(tradeoff),
          x: tradeoff.utility.summary.mean,
          y: tradeoff.harm.summary.mean,
          xInterval: tradeoff.utility.summary.interval,
          yInterval: tradeoff.harm.summary.interval,
        })),
        front: front.length > 1 ? front : [],
        guard: { value: guard.least, label: `least FA ${formatNumber(guard.least)} %` },
      },
    ];
  });
  if (figures.length === 0) return [];
  return [
    {
      id: 'tradeoff',
      title: 'Safety against utility',
      help: 'Lower right is better: little harm, much accuracy. Crosses are 95 % t intervals over seeds.',
      figures,
    },
  ];
}
