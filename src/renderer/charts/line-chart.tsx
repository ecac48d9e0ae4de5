import { Box, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useComputedColorScheme } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { text } from '../text/index.ts';
import { ChartLegend } from './chart-legend.tsx';
import { ChartTable } from './chart-table.tsx';
import { ChartToolbar, type XAxisChoice } from './chart-toolbar.tsx';
import type { CursorLink } from './cursor-link.ts';
import { exportChart } from './export-chart.ts';
import { type CanvasHandle, LineCanvas } from './line-canvas.tsx';
import { encodeLineCsv } from './line-csv.ts';
import { renderLineSvg } from './line-svg.ts';
import { prepareLines } from './prepare-lines.ts';
import { type ChartView, type LineSeries, plainView, type Range } from './series.ts';
import { describeChart } from './summarize.ts';

export interface LineChartProps {
  /** What the chart shows; its heading and accessible name. */
  readonly name: string;
  /** One sentence under the heading. */
  readonly help?: string;
  /** Must keep its identity while nothing has changed. */
  readonly series: readonly LineSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** Pixels of the picture without heading and legend. */
  readonly height?: number;
  /** Natural ends of the y axis, such as 0 and 100 %. */
  readonly yRange?: Range;
  /** What the view starts with. */
  readonly initialView?: Partial<ChartView>;
  /** Offers other x axes; the caller converts the series. */
  readonly xAxis?: XAxisChoice;
  /** Shows the pointer in all charts that have the same link. */
  readonly cursor?: CursorLink;
  /** Ids of the series that stand out; null or absent is all of them. */
  readonly highlighted?: ReadonlySet<string> | null;
  readonly headingOrder?: 2 | 3 | 4;
  readonly actions?: ReactNode;
}

/** Points of a series that are drawn at once; a canvas has fewer pixels. */
const pointLimit = 800;
const exportPointLimit = 4000;
const panShare = 0.2;
const zoomFactor = 1.25;

/** A line chart with smoothing, log axes, outlier clip, zoom and pan, a table view and exports. */
export function LineChart({
  name,
  help,
  series,
  xLabel,
  yLabel,
  height = 240,
  yRange,
  initialView,
  xAxis,
  cursor,
  highlighted = null,
  headingOrder = 3,
  actions,
}: LineChartProps) {
  const theme = useComputedColorScheme('light');
  const [view, setView] = useState<ChartView>({ ...plainView, ...initialView });
  const [window, setWindow] = useState<Range | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [isTable, setTable] = useState(false);
  const canvas = useRef<CanvasHandle>(null);
  const headingId = useId();
  const summaryId = useId();

  const visible = useMemo(() => series.filter((item) => !hidden.has(item.id)), [series, hidden]);
  const chart = useMemo(
    () => prepareLines(visible, { view, window, pointLimit, yRange: yRange ?? null }),
    [visible, view, window, yRange],
  );
  const { isXLog, isYLog } = view;
  const drawing = useMemo(
    () => ({ chart, theme, xLabel, yLabel, isXLog, isYLog, highlighted }),
    [chart, theme, xLabel, yLabel, isXLog, isYLog, highlighted],
  );
  const isEmpty = series.every((item) => item.xs.length === 0);
  const notes = [
    ...(chart.outsideCount > 0 ? [text.charts.outside(chart.outsideCount)] : []),
    ...(chart.unplacedCount > 0 ? [text.charts.unplaced(chart.unplacedCount)] : []),
  ];

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keyActions[event.key];
    if (!act || !canvas.current) return;
    event.preventDefault();
    act(canvas.current);
  };
  const writeSvg = () =>
    renderLineSvg(prepareLines(visible, { view, window, pointLimit: exportPointLimit, yRange: yRange ?? null }), {
      title: name,
      xLabel,
      yLabel,
      isXLog,
      isYLog,
      xRange: window,
      theme,
    });

  return (
    <Stack gap={4} component="section" aria-labelledby={headingId}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Box miw={0}>
          <Title order={headingOrder} id={headingId} fz="sm" style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Title>
          {help && <Text size="xs">{help}</Text>}
        </Box>
        <Group gap={4} wrap="nowrap">
          {actions}
          <ChartToolbar
            name={name}
            view={view}
            onView={setView}
            {...(xAxis ? { xAxis } : {})}
            isTable={isTable}
            onTable={setTable}
            isZoomed={window !== null}
            onShowAll={() => canvas.current?.showAll()}
            onExport={(format) =>
              void exportChart({
                name,
                format,
                writeSvg,
                writeCsv: () => encodeLineCsv(visible, { x: xLabel, y: yLabel }),
              })
            }
          />
        </Group>
      </Group>
      {isTable ? (
        <ChartTable name={name} series={visible} xLabel={xLabel} yLabel={yLabel} maxHeight={height} />
      ) : (
        <Box
          // A group that takes keys has to be reachable by them.
          tabIndex={0}
          component="fieldset"
          m={0}
          p={0}
          bd="0"
          miw={0}
          aria-label={`${name}. ${text.charts.keys}`}
          aria-describedby={summaryId}
          onKeyDown={onKeyDown}
          onDoubleClick={() => canvas.current?.showAll()}
          pos="relative"
        >
          <LineCanvas
            ref={canvas}
            drawing={drawing}
            height={height}
            {...(cursor ? { cursor } : {})}
            onWindow={setWindow}
          />
          {isEmpty && (
            <Text pos="absolute" inset={0} size="sm" ta="center" pt={height / 2 - 20} style={{ pointerEvents: 'none' }}>
              {text.charts.empty}
            </Text>
          )}
        </Box>
      )}
      <VisuallyHidden id={summaryId}>{describeChart(visible, xLabel)}</VisuallyHidden>
      {notes.length > 0 && <Text size="xs">{notes.join(' ')}</Text>}
      {series.length > 1 && <ChartLegend name={name} series={series} hidden={hidden} onHidden={setHidden} />}
    </Stack>
  );
}

const keyActions: Readonly<Record<string, (canvas: CanvasHandle) => void>> = {
  '+': (canvas) => canvas.zoomBy(zoomFactor),
  '=': (canvas) => canvas.zoomBy(zoomFactor),
  '-': (canvas) => canvas.zoomBy(1 / zoomFactor),
  '0': (canvas) => canvas.showAll(),
  ArrowLeft: (canvas) => canvas.panBy(-panShare),
  ArrowRight: (canvas) => canvas.panBy(panShare),
};
