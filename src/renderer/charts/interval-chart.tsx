import { Group, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useRef } from 'react';
import { makeAxis, toPixel, type Axis } from '../../shared/charts/axis.ts';
import type { Interval } from '../../shared/views/statistics.ts';
import { ChartFrame, copySvg } from './chart-frame.tsx';
import { encodeCsv } from './line-csv.ts';
import { inks } from './line-svg.ts';
import { markerPath } from './marker-path.ts';
import type { RunStyle } from './run-style.ts';
import { RunSwatch } from './run-swatch.tsx';
import type { Range } from './series.ts';
import { formatTick } from './ticks.ts';

/** A value with its interval; `words` are what pointing at it says. */
export interface IntervalMark {
  readonly value: number;
  readonly interval: Interval | null;
  readonly words: string;
}

export interface IntervalSeries {
  readonly id: string;
  readonly label: string;
  readonly style: RunStyle;
  /** One per row; null where nothing is known. */
  readonly marks: readonly (IntervalMark | null)[];
}

export interface IntervalChartProps {
  readonly name: string;
  readonly help?: string;
  readonly rows: readonly string[];
  readonly series: readonly IntervalSeries[];
  readonly xLabel: string;
  readonly xRange: Range;
  readonly highlighted?: ReadonlySet<string> | null;
  /** Without it the section around the chart says what looks how. */
  readonly hasLegend?: boolean;
}

const [lane, rowGap, bottomRoom] = [14, 10, 40];
const [characterWidth, widestLabel, right] = [6.4, 250, 16];

/** Values side by side with whiskers, row by row: for shares whose intervals have to be seen. A table beside it says the same in numbers. */
export function IntervalChart(props: IntervalChartProps) {
  const { name, help, rows, series, xLabel, xRange, highlighted = null, hasLegend = true } = props;
  const theme = useComputedColorScheme('light');
  const { ref, width: measured } = useElementSize();
  const svg = useRef<SVGSVGElement>(null);
  const width = Math.max(300, measured);
  const longest = Math.max(0, ...rows.map((row) => row.length)) * characterWidth;
  const left = Math.min(widestLabel, longest, width * 0.45) + 14;
  const rowHeight = Math.max(1, series.length) * lane + rowGap;
  const base = rows.length * rowHeight + 4;
  const x = makeAxis([], { isLog: false, range: xRange, from: left, to: width - right });
  const ink = inks[theme];
  return (
    <ChartFrame
      name={name}
      help={help}
      writeCsv={() => encodeMarks(props)}
      writeSvg={() => copySvg(svg.current, ink.page)}
    >
      <div ref={ref} style={{ width: '100%', overflow: 'hidden' }}>
        <svg
          ref={svg}
          width={width}
          height={base + bottomRoom}
          aria-label={name}
          style={{ display: 'block' }}
          fontSize={12}
        >
          <title>{name}</title>
          <g fill={ink.text}>
            {x.ticks.map((tick) => (
              <g key={tick}>
                <path d={`M${toPixel(x, tick)} 0V${base}`} stroke={ink.grid} />
                <text x={toPixel(x, tick)} y={base + 15} textAnchor="middle">
                  {formatTick(tick)}
                </text>
              </g>
            ))}
            <path d={`M${x.from} ${base}H${x.to}`} stroke={ink.text} />
            {xRange.min < 0 && <path d={`M${toPixel(x, 0)} 0V${base}`} stroke={ink.text} strokeDasharray="4 3" />}
            <text x={(x.from + x.to) / 2} y={base + 33} textAnchor="middle">
              {xLabel}
            </text>
          </g>
          {rows.map((row, index) => (
            <g key={row} transform={`translate(0 ${index * rowHeight + rowGap / 2})`}>
              <text x={left - 8} y={(rowHeight - rowGap) / 2 + 4} textAnchor="end" fill={ink.text}>
                <title>{row}</title>
                {shorten(row, left - 14)}
              </text>
              {series.map(({ id, label, style, marks }, place) => (
                <Mark
                  key={id}
                  mark={marks[index] ?? null}
                  words={`${label}, ${row}`}
                  colour={style[theme]}
                  marker={style.marker}
                  x={x}
                  y={(place + 0.5) * lane}
                  isFaded={highlighted !== null && !highlighted.has(id)}
                />
              ))}
            </g>
          ))}
        </svg>
      </div>
      {hasLegend && (
        <Group gap="4px 14px">
          {series.map(({ id, label, style }) => (
            <Group key={id} gap={6} wrap="nowrap">
              <RunSwatch style={style} />
              <Text size="xs">{label}</Text>
            </Group>
          ))}
        </Group>
      )}
    </ChartFrame>
  );
}

interface MarkProps {
  readonly mark: IntervalMark | null;
  readonly words: string;
  readonly colour: string;
  readonly marker: RunStyle['marker'];
  readonly x: Axis;
  readonly y: number;
  readonly isFaded: boolean;
}

function Mark({ mark, words, colour, marker, x, y, isFaded }: MarkProps) {
  if (!mark) return null;
  const { value, interval } = mark;
  return (
    <g opacity={isFaded ? 0.25 : 1} stroke={colour} fill={colour} strokeWidth={1.5}>
      <title>{`${words}: ${mark.words}`}</title>
      {interval && (
        <path
          d={`M${toPixel(x, interval.low)} ${y}H${toPixel(x, interval.high)}M${toPixel(x, interval.low)} ${y - 3.5}v7M${toPixel(x, interval.high)} ${y - 3.5}v7`}
          fill="none"
        />
      )}
      <path d={markerPath(marker, toPixel(x, value), y, 4)} />
    </g>
  );
}

/** As much of a label as there is room for; all of it is in its tooltip and in the table. */
function shorten(label: string, room: number): string {
  const most = Math.round(room / characterWidth);
  return label.length <= most ? label : `${label.slice(0, Math.max(1, most - 1))}…`;
}

function encodeMarks({ rows, series, xLabel }: IntervalChartProps): string {
  return encodeCsv([
    ['row', 'series', xLabel, 'low', 'high'],
    ...rows.flatMap((row, index) =>
      series.flatMap(({ label, marks }) => {
        const mark = marks[index];
        return mark ? [[row, label, mark.value, mark.interval?.low ?? '', mark.interval?.high ?? '']] : [];
      }),
    ),
  ]);
}
