import { formatInterval, formatNumber } from '../../../shared/report/format.ts';
import type { BarFigure, Figure, FigureLine, HeatFigure, LineFigure, ScatterFigure } from '../figures/figure.ts';
import { noValue, type ReportTable } from './report-table.ts';

/** Lines of more points are told by their ends and extremes. */
const listedPoints = 20;

/** The values that a chart draws, for people who cannot see it or want to copy them. */
export function makeFigureTable(figure: Figure): ReportTable {
  switch (figure.kind) {
    case 'bars':
      return tellBars(figure);
    case 'heat':
      return tellCells(figure);
    case 'scatter':
      return tellPoints(figure);
    case 'lines':
      return figure.lines.some((line) => line.x.length > listedPoints) ? tellLongLines(figure) : tellLines(figure);
  }
}

function tellBars(figure: BarFigure): ReportTable {
  const rows = figure.bars.flatMap(({ label, values }) =>
    values.flatMap((value, category) => {
      if (!value) return [];
      const { mean, interval, seeds } = value;
      return [
        [
          figure.categories[category] ?? '',
          label,
          formatNumber(mean),
          interval ? formatInterval(interval) : noValue,
          seeds.map(formatNumber).join(', '),
        ],
      ];
    }),
  );
  return {
    ...name(figure),
    columns: [
      { label: 'Condition' },
      { label: 'Arm' },
      { label: figure.yLabel, isNumber: true },
      { label: '95 % t interval', isNumber: true },
      { label: 'Each seed' },
    ],
    rows,
  };
}

function tellCells(figure: HeatFigure): ReportTable {
  const rows = figure.rows.flatMap((row, rowIndex) =>
    figure.columns.map((column, columnIndex) => {
      const cell = figure.cells[rowIndex]?.[columnIndex];
      return cell
        ? [
            row,
            column,
            formatNumber(cell.mean),
            cell.interval ? formatInterval(cell.interval) : noValue,
            String(cell.n),
          ]
        : [row, column, noValue, noValue, noValue];
    }),
  );
  return {
    ...name(figure),
    columns: [
      { label: figure.yLabel, isNumber: true },
      { label: figure.xLabel, isNumber: true },
      { label: figure.valueLabel, isNumber: true },
      { label: '95 % t interval', isNumber: true },
      { label: 'Seeds', isNumber: true },
    ],
    rows,
  };
}

function tellPoints(figure: ScatterFigure): ReportTable {
  return {
    ...name(figure),
    columns: [
      { label: 'Name' },
      { label: figure.xLabel, isNumber: true },
      { label: 'Interval', isNumber: true },
      { label: figure.yLabel, isNumber: true },
      { label: 'Interval', isNumber: true },
    ],
    rows: figure.points.map(({ label, x, y, xInterval, yInterval }) => [
      label,
      formatNumber(x),
      xInterval ? formatInterval(xInterval) : noValue,
      formatNumber(y),
      yInterval ? formatInterval(yInterval) : noValue,
    ]),
  };
}

function tellLines(figure: LineFigure): ReportTable {
  const rows = figure.lines.flatMap((line) =>
    line.x.map((x, at) => [nameLine(line), formatValue(x), formatValue(line.y[at] ?? null), tellBand(line, at)]),
  );
  return {
    ...name(figure),
    columns: [
      { label: 'Line' },
      { label: figure.xLabel, isNumber: true },
      { label: figure.yLabel || 'Value', isNumber: true },
      { label: '95 % t interval', isNumber: true },
    ],
    rows,
  };
}

function tellBand({ band }: FigureLine, at: number): string {
  const [low, high] = [band?.low[at] ?? null, band?.high[at] ?? null];
  return low === null || high === null ? noValue : `${formatValue(low)} to ${formatValue(high)}`;
}

function tellLongLines(figure: LineFigure): ReportTable {
  const rows = figure.lines.map((line) => {
    const values = line.y.filter((value) => value !== null);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [
      nameLine(line),
      `${line.x[0] ?? noValue} to ${line.x.at(-1) ?? noValue}`,
      ...[values[0] ?? null, low, high, values.at(-1) ?? null].map((value) =>
        formatValue(value !== null && Number.isFinite(value) ? value : null),
      ),
    ];
  });
  const numbers = ['First', 'Lowest', 'Highest', 'Last'].map((label) => ({ label, isNumber: true }));
  return { ...name(figure), columns: [{ label: 'Line' }, { label: figure.xLabel, isNumber: true }, ...numbers], rows };
}

function nameLine({ label, seed }: FigureLine): string {
  return seed === null ? label : `${label}, seed ${seed}`;
}

function name({ id, title }: Figure): Pick<ReportTable, 'id' | 'caption' | 'help'> {
  return { id: `values-${id}`, caption: `Values of ${title}`, help: '' };
}

/** Four digits are what a chart of training shows. */
function formatValue(value: number | null): string {
  return value === null ? noValue : String(Number(value.toPrecision(4))).replace('-', '−');
}
