import { NumberInput, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { formatNumber } from '../../../shared/report/format.ts';
import type { Interval } from '../../../shared/views/statistics.ts';
import { ScatterChart, type ScatterPoint } from '../../charts/scatter-chart.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { armId, readArmId, useComparison } from './comparison-view.tsx';
import { guardUtility, listPareto, listTradeoffs, type UtilityGuard } from './front.ts';

const usualLimit = 5;

/** HS against FA at one condition and step, with the Pareto line and a guard on lost utility. */
export function TradeoffSection({ step }: { step: number }) {
  const { data, condition, styles, hiddenArms, highlighted, pointAt, togglePinned } = useComparison();
  const [limit, setLimit] = useState(usualLimit);
  const tradeoffs = useMemo(() => listTradeoffs(data, { condition, step }), [data, condition, step]);
  const visible = useMemo(() => tradeoffs.filter(({ arm }) => !hiddenArms.has(arm)), [tradeoffs, hiddenArms]);
  const guard = guardUtility(tradeoffs, data.baselineArm, limit);
  const points = useMemo(
    () =>
      visible.flatMap(({ arm, utility, harm }): ScatterPoint[] => {
        const style = styles[arm];
        if (!style) return [];
        return [
          {
            id: armId(arm),
            label: data.arms[arm]?.label ?? '',
            style,
            x: utility.summary.mean,
            y: harm.summary.mean,
            xInterval: toRange(utility.summary.interval),
            yInterval: toRange(harm.summary.interval),
          },
        ];
      }),
    [visible, styles, data.arms],
  );
  return (
    <Section title={text.compare.tradeoff}>
      {points.length === 0 || !guard ? (
        <Text size="sm">{text.compare.noTradeoff}</Text>
      ) : (
        <Stack gap="sm">
          <ScatterChart
            name={`${text.compare.tradeoff}, ${data.conditions[condition]?.label ?? ''}`}
            help={text.compare.scatterHelp}
            points={points}
            xLabel={text.compare.percent('FA')}
            yLabel={text.compare.percent('HS')}
            hasLabels={points.length <= 12}
            path={{
              label: text.compare.pareto,
              places: listPareto(visible).map(({ utility, harm }) => [utility.summary.mean, harm.summary.mean]),
            }}
            guide={{ label: text.compare.guardLine(formatNumber(guard.least)), axis: 'x', value: guard.least }}
            highlighted={highlighted}
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
  const list = (arms: readonly number[]): string => arms.map((arm) => data.arms[arm]?.label ?? '').join(', ');
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

function toRange(interval: Interval | null): { min: number; max: number } | null {
  return interval && { min: interval.low, max: interval.high };
}
