import { inks } from './line-svg.ts';
import { type Axis, toPixel } from '../../shared/charts/axis.ts';
import { formatTick } from './ticks.ts';

interface SvgAxesProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly theme: 'light' | 'dark';
}

/** Grid, ticks and labels of a picture's two axes. */
export function SvgAxes({ x, y, xLabel, yLabel, theme }: SvgAxesProps) {
  const ink = inks[theme];
  return (
    <g fontSize={12} fill={ink.text}>
      {x.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${toPixel(x, tick)} ${y.to}V${y.from}`} stroke={ink.grid} />
          <text x={toPixel(x, tick)} y={y.from + 16} textAnchor="middle">
            {formatTick(tick)}
          </text>
        </g>
      ))}
      {y.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${x.from} ${toPixel(y, tick)}H${x.to}`} stroke={ink.grid} />
          <text x={x.from - 6} y={toPixel(y, tick) + 4} textAnchor="end">
            {formatTick(tick)}
          </text>
        </g>
      ))}
      <path d={`M${x.from} ${y.to}V${y.from}H${x.to}`} stroke={ink.text} fill="none" />
      <text x={(x.from + x.to) / 2} y={y.from + 36} textAnchor="middle">
        {xLabel}
      </text>
      <text transform={`translate(14 ${(y.from + y.to) / 2}) rotate(-90)`} textAnchor="middle">
        {yLabel}
      </text>
    </g>
  );
}
