import { useMemo } from 'react';
import { findScore } from '../../../shared/report/find-scores.ts';
import { ParallelCoordinates, type ParallelLine } from '../../charts/parallel-coordinates.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { armId, readArmId, useComparison } from './comparison-view.tsx';
import { listDimensions, readDimension } from '../../../shared/report/grid.ts';

const fewestAxes = 3;

/** One line per arm and condition through everything that varies and both scores; nothing where little varies. */
export function ParallelSection({ step }: { step: number }) {
  const { data, headline, styles, hiddenArms, highlighted, pointAt, togglePinned } = useComparison();
  const dimensions = useMemo(() => listDimensions(data), [data]);
  const hasArms = data.arms.length > 1;
  const axes = [
    ...(hasArms ? [text.compare.arm] : []),
    ...dimensions.map((it) => it.label),
    ...headline.map((metric) => text.compare.percent(data.metrics[metric]?.label ?? '')),
  ];
  const lines = useMemo(
    () =>
      data.arms.flatMap(({ label }, arm) =>
        data.conditions.flatMap((condition, index): ParallelLine[] => {
          const scores = headline.map(
            (metric) => findScore(data, arm, { condition: index, step, metric })?.summary.mean ?? null,
          );
          const style = styles[arm];
          if (!style || hiddenArms.has(arm) || scores.every((score) => score === null)) return [];
          const settings = dimensions.map((it) => readDimension(data, it, { arm, condition: index }));
          const place = data.conditions.length > 1 ? `${label}, ${condition.label}` : label;
          return [
            {
              id: `${armId(arm)}/${index}`,
              label: place,
              style,
              values: [...(hasArms ? [label] : []), ...settings, ...scores],
            },
          ];
        }),
      ),
    [data, dimensions, hasArms, headline, hiddenArms, step, styles],
  );
  const marked = useMemo(
    () =>
      highlighted && new Set(lines.map((line) => line.id).filter((id) => highlighted.has(armId(readArmId(id) ?? -1)))),
    [highlighted, lines],
  );
  if (axes.length - headline.length < fewestAxes) return null;
  return (
    <Section title={text.compare.parallel}>
      <ParallelCoordinates
        name={text.compare.parallelName}
        help={text.compare.parallelHelp}
        axes={axes}
        lines={lines}
        highlighted={marked}
        onHover={(id) => pointAt(readArmId(id))}
        onPick={(id) => {
          const arm = readArmId(id);
          if (arm !== null) togglePinned(arm);
        }}
      />
    </Section>
  );
}
