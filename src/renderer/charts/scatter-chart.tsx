import { Group, Text, UnstyledButton, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useRef, useState } from 'react';
import { formatNumber } from '../components/format.ts';
import { text } from '../text/index.ts';
import { ChartFrame, copySvg } from './chart-frame.tsx';
import { encodeCsv } from './line-csv.ts';
import { inks } from './line-svg.ts';
import { markerPath } from './marker-path.ts';
import { type Axis, makeAxis, toPixel } from '../../shared/charts/axis.ts';
import type { RunStyle } from './run-style.ts';
import { RunSwatch } from './run-swatch.tsx';
import type { Range } from './series.ts';
import { SvgAxes } from './svg-axes.tsx';

export interface ScatterPoint {
  readonly id: string;
  readonly label: string;
  readonly style: RunStyle;
  readonly x: number;
  readonly y: number;
  /** Ends of the interval around x and y, drawn as a cross. */
  readonly xInterval?: Range | null;
  readonly yInterval?: Range | null;
  /** Drawn as an outline: a number that was not measured here. */
  readonly isHollow?: boolean;
}

export interface ScatterChartProps {
  readonly name: string;
  readonly help?: string;
  readonly points: readonly ScatterPoint[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xRange?: Range;
  readonly yRange?: Range;
  readonly height?: number;
  /** Writes the labels beside the points. */
  readonly hasLabels?: boolean;
  /** A line through given places, such as the Pareto front. */
  readonly path?: { readonly label: string; readonly places: readonly (readonly [x: number, y: number])[] };
  /** A line across the picture at one value of an axis, such as the least FA that is acceptable. */
  readonly guide?: { readonly label: string; readonly axis: 'x' | 'y'; readonly value: number };
  readonly highlighted?: ReadonlySet<string> | null;
  readonly onHover?: (id: string | null) => void;
  readonly onPick?: (id: string) => void;
  readonly headingOrder?: 2 | 3 | 4;
}

const margin = { left: 58, right: 16, top: 12, bottom: 46 };
const reachPixels = 24;

/** Points with error crosses; a button per point below stands in for pointing at it. */
export function ScatterChart(props: ScatterChartProps) {
  const { name, help, points, xLabel, yLabel, height = 360, highlighted = null, onHover, onPick, headingOrder } = props;
  const theme = useComputedColorScheme('light');
  const { ref, width: measured } = useElementSize();
  const svg = useRef<SVGSVGElement>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const width = Math.max(280, measured);
  const x = makeAxis(listEnds(points, 'x'), {
    isLog: false,
    range: props.xRange ?? null,
    from: margin.left,
    to: width - margin.right,
  });
  const y = makeAxis(listEnds(points, 'y'), {
    isLog: false,
    range: props.yRange ?? null,
    from: height - margin.bottom,
    to: margin.top,
  });
  const point = (id: string | null) => {
    if (id === hovered) return;
    setHovered(id);
    onHover?.(id);
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    point(findNearest(points, { x, y }, event.clientX - box.left, event.clientY - box.top));
  };
  const described = points.find((it) => it.id === hovered);

  return (
    <ChartFrame
      name={name}
      help={help}
      {...(headingOrder ? { headingOrder } : {})}
      writeCsv={() => encodePoints(points, xLabel, yLabel)}
      writeSvg={() => copySvg(svg.current, inks[theme].page)}
    >
      <div ref={ref} style={{ width: '100%', overflow: 'hidden' }}>
        <svg
          ref={svg}
          width={width}
          height={height}
          aria-label={name}
          onPointerMove={onPointerMove}
          onPointerLeave={() => point(null)}
          onPointerUp={() => hovered && onPick?.(hovered)}
          style={{ display: 'block' }}
        >
          <title>{name}</title>
          <SvgAxes x={x} y={y} xLabel={xLabel} yLabel={yLabel} theme={theme} />
          <Guides {...props} x={x} y={y} ink={inks[theme].text} />
          {points.map((it) => (
            <Point
              key={it.id}
              point={it}
              axes={{ x, y }}
              theme={theme}
              isFaded={highlighted !== null && !highlighted.has(it.id)}
              isHovered={it.id === hovered}
              hasLabel={props.hasLabels ?? false}
            />
          ))}
        </svg>
      </div>
      <Text size="xs" mih={18} aria-live="polite">
        {described ? describePoint(described, xLabel, yLabel) : ''}
      </Text>
      <Group gap="4px 12px" component="fieldset" m={0} p={0} bd="0" miw={0} aria-label={text.charts.legend(name)}>
        {points.map((it) => (
          <UnstyledButton
            key={it.id}
            aria-label={describePoint(it, xLabel, yLabel)}
            aria-pressed={highlighted?.has(it.id) ?? false}
            onFocus={() => point(it.id)}
            onBlur={() => point(null)}
            onMouseEnter={() => point(it.id)}
            onMouseLeave={() => point(null)}
            onClick={() => onPick?.(it.id)}
          >
            <Group gap={6} wrap="nowrap">
              <RunSwatch style={it.style} />
              <Text size="xs">{it.label}</Text>
            </Group>
          </UnstyledButton>
        ))}
      </Group>
    </ChartFrame>
  );
}

function Guides({
  path,
  guide,
  x,
  y,
  ink,
}: Pick<ScatterChartProps, 'path' | 'guide'> & { x: Axis; y: Axis; ink: string }) {
  const [first] = path?.places ?? [];
  const guideAt = guide ? toPixel(guide.axis === 'x' ? x : y, guide.value) : 0;
  return (
    <g fill="none" stroke={ink} fontSize={11}>
      {path && first && (
        <>
          <path
            d={path.places
              .map(([left, top], index) => `${index ? 'L' : 'M'}${toPixel(x, left)} ${toPixel(y, top)}`)
              .join('')}
            strokeWidth={1.2}
          />
          <text x={toPixel(x, first[0]) + 6} y={toPixel(y, first[1]) - 6} fill={ink} stroke="none">
            {path.label}
          </text>
        </>
      )}
      {guide && (
        <>
          <path
            d={guide.axis === 'x' ? `M${guideAt} ${y.to}V${y.from}` : `M${x.from} ${guideAt}H${x.to}`}
            strokeDasharray="6 4"
          />
          <text
            x={guide.axis === 'x' ? guideAt + 4 : x.from + 6}
            y={guide.axis === 'x' ? y.to + 12 : guideAt - 4}
            fill={ink}
            stroke="none"
          >
            {guide.label}
          </text>
        </>
      )}
    </g>
  );
}

interface PointProps {
  readonly point: ScatterPoint;
  readonly axes: { readonly x: Axis; readonly y: Axis };
  readonly theme: 'light' | 'dark';
  readonly isFaded: boolean;
  readonly isHovered: boolean;
  readonly hasLabel: boolean;
}

function Point({ point, axes: { x, y }, theme, isFaded, isHovered, hasLabel }: PointProps) {
  const colour = point.style[theme];
  const left = toPixel(x, point.x);
  const top = toPixel(y, point.y);
  return (
    <g opacity={isFaded ? 0.25 : 1} stroke={colour} fill={colour} strokeWidth={1.5}>
      {point.xInterval && (
        <path d={`M${toPixel(x, point.xInterval.min)} ${top}H${toPixel(x, point.xInterval.max)}`} strokeOpacity={0.6} />
      )}
      {point.yInterval && (
        <path
          d={`M${left} ${toPixel(y, point.yInterval.min)}V${toPixel(y, point.yInterval.max)}`}
          strokeOpacity={0.6}
        />
      )}
      <path
        d={markerPath(point.style.marker, left, top, isHovered ? 8 : 6)}
        {...(point.isHollow ? { fill: 'none', strokeDasharray: '3 2' } : {})}
      />
      {((hasLabel && !point.isHollow) || isHovered) && (
        <text x={left + 10} y={top - 8} fontSize={12} stroke="none" fill={inks[theme].text}>
          {point.label}
        </text>
      )}
    </g>
  );
}

function describePoint(point: ScatterPoint, xLabel: string, yLabel: string): string {
  const part = (label: string, value: number, interval: Range | null | undefined): string => {
    const ends = interval ? ` (${formatNumber(interval.min)} – ${formatNumber(interval.max)})` : '';
    return `${label} ${formatNumber(value)}${ends}`;
  };
  return `${point.label}: ${part(xLabel, point.x, point.xInterval)}, ${part(yLabel, point.y, point.yInterval)}`;
}

function listEnds(points: readonly ScatterPoint[], axis: 'x' | 'y'): number[] {
  return points.flatMap((point) => {
    const interval = axis === 'x' ? point.xInterval : point.yInterval;
    return [point[axis], ...(interval ? [interval.min, interval.max] : [])];
  });
}

function findNearest(
  points: readonly ScatterPoint[],
  { x, y }: { x: Axis; y: Axis },
  left: number,
  top: number,
): string | null {
  let nearest: string | null = null;
  let least = reachPixels;
  for (const point of points) {
    const distance = Math.hypot(toPixel(x, point.x) - left, toPixel(y, point.y) - top);
    if (distance < least) {
      least = distance;
      nearest = point.id;
    }
  }
  return nearest;
}

function encodePoints(points: readonly ScatterPoint[], xLabel: string, yLabel: string): string {
  const rows = points.map(({ label, x, y, xInterval, yInterval }) => [
    label,
    x,
    xInterval?.min ?? '',
    xInterval?.max ?? '',
    y,
    yInterval?.min ?? '',
    yInterval?.max ?? '',
  ]);
  const head = ['name', xLabel, `${xLabel} low`, `${xLabel} high`, yLabel, `${yLabel} low`, `${yLabel} high`];
  return encodeCsv([head, ...rows]);
}
