import { median } from '../statistics.ts';
import { formatTable, short } from '../table.ts';
import type { BundleFigures } from './measure-bundle.ts';
import type { LiveFigures } from './measure-live.ts';
import type { PageFigures } from './measure-pages.ts';

/** One figure against the most it may be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly bar: number;
  readonly unit: string;
}

export interface Measured {
  readonly serveReadyMs: number;
  readonly pages: PageFigures;
  readonly live: LiveFigures;
  readonly bundle: BundleFigures;
}

/** Everything that was measured, with the bars that issue 4 sets. */
export function listFigures({ serveReadyMs, pages, live, bundle }: Measured): Figure[] {
  const figure = (name: string, value: number, bar: number, unit: string): Figure => ({ name, value, bar, unit });
  return [
    figure('serve ready', serveReadyMs, 2000, 'ms'),
    figure('runs table usable', pages.tableMs, 1000, 'ms'),
    figure('filter keystroke, median', median(pages.keystrokesMs), 100, 'ms'),
    figure('filter keystroke, slowest', Math.max(...pages.keystrokesMs), 100, 'ms'),
    figure('comparing 20 runs', pages.compareMs, 1000, 'ms'),
    figure('first chart of a run', pages.chartMs, 300, 'ms'),
    figure('memory of the page', pages.heapBytes / 1e6, 500, 'MB'),
    figure('live run: share of a core', live.cpuShare * 100, 10, '%'),
    figure('live run: slowest interaction', Math.max(0, ...live.interactionsMs), 100, 'ms'),
    figure('bundle, first page', bundle.initialBytes / 1000, 400, 'kB'),
    figure('bundle, all pages', bundle.totalBytes / 1000, 400, 'kB'),
  ];
}

/** The figures as a table with a verdict each. */
export function formatFigures(figures: readonly Figure[]): string {
  return formatTable(
    ['window', 'measured', 'at most', ''],
    figures.map(({ name, value, bar, unit }) => [
      name,
      `${short(value)} ${unit}`,
      `${bar} ${unit}`,
      value <= bar ? 'ok' : 'MISSED',
    ]),
  );
}
