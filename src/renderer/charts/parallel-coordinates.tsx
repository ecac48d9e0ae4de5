import { Group, Text, UnstyledButton, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { text } from '../text/index.ts';
import { ChartFrame, copySvg } from './chart-frame.tsx';
import { encodeCsv } from './line-csv.ts';
import { inks } from './line-svg.ts';
import { makeParallelAxis, type ParallelAxis, placeOnAxis } from './parallel-axis.ts';
import type { RunStyle } from './run-style.ts';
import { RunSwatch } from './run-swatch.tsx';

export interface ParallelLine {
  readonly id: string;
  readonly label: string;
  readonly style: RunStyle;
  /** In the order of the axes; null where the line lacks the value. */
  readonly values: readonly (number | string | null)[];
}

interface ParallelCoordinatesProps {
  readonly name: string;
  readonly help?: string;
  readonly axes: readonly string[];
  readonly lines: readonly ParallelLine[];
  readonly height?: number;
  readonly highlighted?: ReadonlySet<string> | null;
  readonly onHover?: (id: string | null) => void;
  readonly onPick?: (id: string) => void;
  readonly headingOrder?: 2 | 3 | 4;
}

const margin = { side: 56, top: 34, bottom: 12 };

/** One upright axis per quantity and one line per run through its values. */
export function ParallelCoordinates(props: ParallelCoordinatesProps) {
  const { name, help, axes, lines, height = 300, highlighted = null, onHover, onPick, headingOrder } = props;
  const theme = useComputedColorScheme('light');
  const ink = inks[theme];
  const { ref, width: measured } = useElementSize();
  const svg = useRef<SVGSVGElement>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const width = Math.max(280, measured);
  const span = { from: height - margin.bottom, to: margin.top };
  const drawn = axes.map((_, index) =>
    makeParallelAxis(
      lines.map((line) => line.values[index] ?? null),
      span,
    ),
  );
  const leftOf = (index: number): number =>
    axes.length < 2 ? width / 2 : margin.side + (index * (width - 2 * margin.side)) / (axes.length - 1);
  const point = (id: string | null) => {
    setHovered(id);
    onHover?.(id);
  };
  const isFaded = (id: string): boolean =>
    hovered === null ? highlighted !== null && !highlighted.has(id) : hovered !== id;

  return (
    <ChartFrame
      name={name}
      help={help}
      {...(headingOrder ? { headingOrder } : {})}
      writeSvg={() => copySvg(svg.current, ink.page)}
      writeCsv={() =>
        encodeCsv([['name', ...axes], ...lines.map((line) => [line.label, ...line.values.map((value) => value ?? '')])])
      }
    >
      <div ref={ref} style={{ width: '100%', overflow: 'hidden' }}>
        <svg ref={svg} width={width} height={height} aria-label={name} fontSize={11} style={{ display: 'block' }}>
          <title>{name}</title>
          {lines.map((line) => (
            <path
              key={line.id}
              d={tracePath(line, drawn, leftOf)}
              fill="none"
              stroke={line.style[theme]}
              strokeWidth={hovered === line.id ? 3 : 1.8}
              strokeDasharray={line.style.dash.join(' ')}
              opacity={isFaded(line.id) ? 0.15 : 0.9}
            />
          ))}
          {axes.map((label, index) => (
            <g key={label} fill={ink.text}>
              <path d={`M${leftOf(index)} ${span.to}V${span.from}`} stroke={ink.text} />
              <text x={leftOf(index)} y={14} textAnchor="middle" fontWeight={600}>
                {label}
              </text>
              {drawn[index]?.ticks.map((tick) => (
                <text
                  key={tick.label}
                  x={leftOf(index) + 5}
                  y={tick.at + 4}
                  stroke={ink.page}
                  strokeWidth={3}
                  paintOrder="stroke"
                >
                  {tick.label}
                </text>
              ))}
            </g>
          ))}
        </svg>
      </div>
      <Group
        gap="4px 12px"
        component="fieldset"
        m={0}
        p={0}
        bd="0"
        miw={0}
        mah={84}
        style={{ overflowY: 'auto' }}
        aria-label={text.charts.legend(name)}
      >
        {lines.map((line) => (
          <UnstyledButton
            key={line.id}
            aria-pressed={highlighted?.has(line.id) ?? false}
            onFocus={() => point(line.id)}
            onBlur={() => point(null)}
            onMouseEnter={() => point(line.id)}
            onMouseLeave={() => point(null)}
            onClick={() => onPick?.(line.id)}
          >
            <Group gap={6} wrap="nowrap">
              <RunSwatch style={line.style} />
              <Text size="xs">{line.label}</Text>
            </Group>
          </UnstyledButton>
        ))}
      </Group>
    </ChartFrame>
  );
}

/** The pen is lifted where a line lacks a value. */
function tracePath(line: ParallelLine, axes: readonly ParallelAxis[], leftOf: (index: number) => number): string {
  let path = '';
  let isDown = false;
  for (const [index, axis] of axes.entries()) {
    const at = placeOnAxis(axis, line.values[index] ?? null);
    if (at !== null) path += `${isDown ? 'L' : 'M'}${leftOf(index)} ${at}`;
    isDown = at !== null;
  }
  return path;
}
