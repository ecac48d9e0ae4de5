import { SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import type { StageCurves } from '../../../shared/contract/stages.ts';
import type { MetricSeries, StageView } from '../../../shared/views/lab.ts';
import { createCursorLink, type CursorLink } from '../../charts/cursor-link.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { getArmStyle, type RunStyle } from '../../charts/run-style.ts';
import type { LineSeries } from '../../charts/series.ts';
import { chooseTimeUnit, convertSteps, listXModes, type TimeUnit, type XMode } from '../../charts/x-axis.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { text } from '../../text/index.ts';
import { type CurveChart, listCurveCharts } from './curve-charts.ts';
import { useLiveCurves } from './use-live-curves.ts';

const words = text.liveRun.curves;
/** Single steps are noisy; the measured points stay visible behind the smoothed line. */
const smoothed = { smoothing: 0.6 };
/** What is exact is not smoothed. */
const exactSeries = /^learningRate$/;

/** Loss and diagnostics of the run's training stages, as they come. */
export function CurvesTab({ stages, runStyle }: { stages: readonly StageView[]; runStyle: RunStyle }) {
  const training = stages.flatMap(({ key, kind, startedAtMs, file }) =>
    file.stage.kind === 'evaluate' ? [] : [{ key, kind, startedAtMs, methodName: file.stage.method.name }],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const started = training.findLast((stage) => stage.startedAtMs !== null) ?? training[0];
  const stage = training.find(({ kind }) => kind === chosen) ?? started;
  if (!stage) return null;
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={words.stage}
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        value={stage.kind}
        onChange={setChosen}
        data={training.map(({ kind }) => ({ value: kind, label: text.common.stages[kind] }))}
      />
      <StageCharts key={stage.key} stageKey={stage.key} methodName={stage.methodName} runStyle={runStyle} />
    </Stack>
  );
}

interface StageChartsProps {
  readonly stageKey: string;
  readonly methodName: string;
  readonly runStyle: RunStyle;
}

/** Not drawn anew by the stage's progress, which comes more often than points. */
const StageCharts = memo(function StageCharts({ stageKey, methodName, runStyle }: StageChartsProps) {
  const { data: curves, error, isPending, refetch } = useLiveCurves(stageKey);
  const [mode, setMode] = useState<XMode>('step');
  const [cursor] = useState(createCursorLink);
  const names = curves?.series.map((series) => series.name).join(' ') ?? '';
  const groups = useMemo(() => (names ? listCurveCharts(names.split(' '), methodName) : []), [names, methodName]);
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton h={300} />;
  if (!curves || groups.length === 0) return <EmptyState title={words.emptyTitle} body={words.emptyBody} />;
  const unit = chooseTimeUnit([curves]);
  const modes = listXModes(curves);
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="lg" verticalSpacing="md">
        {groups.flatMap((group) =>
          group.charts.map((chart) => (
            <CurvePicture
              key={chart.id}
              {...{ chart, curves, mode, unit, modes, cursor, runStyle }}
              group={group.title}
              onMode={setMode}
            />
          )),
        )}
      </SimpleGrid>
      <Text size="xs">{text.charts.keys}</Text>
    </>
  );
});

interface CurvePictureProps {
  readonly chart: CurveChart;
  readonly group: string;
  readonly curves: StageCurves;
  readonly mode: XMode;
  readonly unit: TimeUnit;
  readonly modes: readonly XMode[];
  readonly onMode: (mode: XMode) => void;
  readonly cursor: CursorLink;
  readonly runStyle: RunStyle;
}

function CurvePicture({ chart, group, curves, mode, unit, modes, onMode, cursor, runStyle }: CurvePictureProps) {
  const series = useMemo(
    () =>
      chart.lines.flatMap(({ name, label }, index): LineSeries[] => {
        const found = curves.series.find((it) => it.name === name);
        // One line has the run's own colour, and needs no dashes to be told from others.
        const style = chart.lines.length === 1 ? { ...runStyle, dash: [] } : getArmStyle(index);
        return found ? [makeSeries(found, { label, style, xs: convertSteps(found.steps, mode, curves, unit) })] : [];
      }),
    [chart, curves, mode, unit, runStyle],
  );
  const isExact = chart.lines.every(({ name }) => exactSeries.test(name));
  return (
    <LineChart
      name={chart.title}
      help={group}
      series={series}
      xLabel={text.charts.xLabels[mode === 'time' ? unit : mode]}
      yLabel=""
      height={200}
      xAxis={{ mode, modes, onChange: onMode }}
      cursor={cursor}
      {...(isExact ? {} : { initialView: smoothed })}
    />
  );
}

function makeSeries(
  series: MetricSeries,
  { label, style, xs }: { label: string; style: RunStyle; xs: readonly number[] },
): LineSeries {
  return { id: series.name, label, style, xs, ys: series.values };
}
