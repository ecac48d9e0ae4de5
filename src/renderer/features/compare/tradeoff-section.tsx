import { NumberInput, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { formatNumber } from '../../../shared/report/format.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { Interval } from '../../../shared/views/statistics.ts';
import { ScatterChart, type ScatterPoint } from '../../charts/scatter-chart.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { pickStyle } from './arm-styles.ts';
import { armId, readArmId, useComparison } from './comparison-view.tsx';
import { listExternalPoints } from './external.ts';
import {
  guardUtility,
  listComparedConditions,
  listPareto,
  listTradeoffs,
  type Tradeoff,
  type UtilityGuard,
} from '../../../shared/report/front.ts';

const usualLimit = 5;

/** HS against FA at one condition and step, with the Pareto line and a guard on lost utility. */
export function TradeoffSection({ step }: { step: number }) {
  const { data, condition, styles, hiddenArms, highlighted, pointAt, togglePinned } = useComparison();
  const [limit, setLimit] = useState(usualLimit);
  const conditions = useMemo(() => listComparedConditions(data, condition), [data, condition]);
  const tradeoffs = useMemo(() => listTradeoffs(data, { conditions, step }), [data, conditions, step]);
  const visible = useMemo(() => tradeoffs.filter(({ arm }) => !hiddenArms.has(arm)), [tradeoffs, hiddenArms]);
  const guard = guardUtility(tradeoffs, data.baselineArm, limit);
  const points = useMemo(
    () =>
      visible.flatMap((tradeoff): ScatterPoint[] => {
        const { arm, utility, harm } = tradeoff;
        const style = pickStyle(data, styles, tradeoff);
        if (!style) return [];
        return [
          {
            id: conditions.length > 1 ? `${armId(arm)}/${tradeoff.condition}` : armId(arm),
            label: nameTradeoff(data, tradeoff),
            style,
            x: utility.summary.mean,
            y: harm.summary.mean,
            xInterval: toRange(utility.summary.interval),
            yInterval: toRange(harm.summary.interval),
          },
        ];
      }),
    [visible, styles, data, conditions],
  );
  const published = useMemo(() => listExternalPoints(data, styles, condition), [data, styles, condition]);
  const all = [...points, ...published];
  const front = listPareto(visible).map(({ utility, harm }) => [utility.summary.mean, harm.summary.mean] as const);
  return (
    <Section title={text.compare.tradeoff}>
      {points.length === 0 || !guard ? (
        <Text size="sm">{text.compare.noTradeoff}</Text>
      ) : (
        <Stack gap="sm">
          <ScatterChart
            name={text.compare.scatterName(
              conditions.length > 1 ? text.compare.allVariants : (data.conditions[condition]?.label ?? ''),
              step,
            )}
            help={text.compare.scatterHelp}
            points={all}
            xLabel={text.compare.percent('FA')}
            yLabel={text.compare.percent('HS')}
            hasLabels={all.length <= 8}
            xRange={spanUtility(all, guard.least)}
            {...(front.length > 1 ? { path: { label: text.compare.pareto, places: front } } : {})}
            guide={{ label: text.compare.guardLine(formatNumber(guard.least)), axis: 'x', value: guard.least }}
            highlighted={conditions.length > 1 ? null : highlighted}
            onHover={(id) => pointAt(readArmId(id))}
            onPick={(id) => {
              const arm = readArmId(id);
              if (arm !== null) togglePinned(arm);
            }}
          />
          <NumberInput
            label={text.compare.guard}
            size="xs"
            w={320}
            min={0}
            max={100}
            step={1}
            decimalScale={1}
            suffix={text.compare.guardUnit}
            value={limit}
            onChange={(value) => typeof value === 'number' && setLimit(value)}
          />
          <GuardWords guard={guard} />
        </Stack>
      )}
    </Section>
  );
}

function GuardWords({ guard }: { guard: UtilityGuard }) {
  const { data } = useComparison();
  const list = (all: readonly Tradeoff[]): string => all.map((it) => nameTradeoff(data, it)).join('; ');
  const reference = guard.isBaseline ? text.compare.guardReference(list([guard.from])) : text.compare.guardBest;
  return (
    <Text size="sm" aria-live="polite">
      {[
        reference,
        ...(guard.keeps.length > 0 ? [text.compare.guardKeeps(list(guard.keeps))] : []),
        ...(guard.breaks.length > 0 ? [text.compare.guardBreaks(list(guard.breaks))] : []),
        ...(guard.unclear.length > 0 ? [text.compare.guardUnclear(list(guard.unclear))] : []),
      ].join(' ')}
    </Text>
  );
}

/** A single arm is called by its condition. */
function nameTradeoff(data: ReportData, { arm, condition }: Tradeoff): string {
  const isAlone = data.arms.length === 1 && data.conditions.length > 1;
  return (isAlone ? data.conditions[condition]?.label : data.arms[arm]?.label) ?? '';
}

/** All intervals and the guard's line, with some air. */
function spanUtility(points: readonly ScatterPoint[], least: number): { min: number; max: number } {
  const ends = points.flatMap(({ x, xInterval }) => [x, ...(xInterval ? [xInterval.min, xInterval.max] : [])]);
  const [min, max] = [Math.min(least, ...ends), Math.max(least, ...ends)];
  const air = Math.max(0.5, (max - min) * 0.08);
  return { min: min - air, max: max + air };
}

function toRange(interval: Interval | null): { min: number; max: number } | null {
  return interval && { min: interval.low, max: interval.high };
}
