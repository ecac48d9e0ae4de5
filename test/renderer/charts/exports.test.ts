import { describe, expect, it } from 'vitest';
import { makeFileName } from '../../../src/renderer/charts/export-chart.ts';
import { encodeLineCsv } from '../../../src/renderer/charts/line-csv.ts';
import { renderLineSvg } from '../../../src/renderer/charts/line-svg.ts';
import { prepareLines } from '../../../src/renderer/charts/prepare-lines.ts';
import { getArmStyle } from '../../../src/renderer/charts/run-style.ts';
import { type LineSeries, plainView } from '../../../src/renderer/charts/series.ts';
import { describeChart } from '../../../src/renderer/charts/summarize.ts';
import { listLinearTicks, listLogTicks } from '../../../src/shared/charts/ticks.ts';

const sft: LineSeries = {
  id: 'sft',
  label: 'SFT, p = 0.1 <"seed" & more>',
  style: getArmStyle(0),
  xs: [0, 50, 100, 150],
  ys: [4, 40, null, 80],
  band: { low: [2, 30, null, 70], high: [8, 50, null, 90] },
  hasMarkers: true,
};
const booster: LineSeries = { id: 'booster', label: '=Booster', style: getArmStyle(1), xs: [0, 150], ys: [3, 12.5] };

function draw(overrides: Partial<Parameters<typeof renderLineSvg>[1]> = {}): string {
  const view = { ...plainView, isYLog: overrides.isYLog ?? false };
  const chart = prepareLines([sft, booster], { view, window: null, pointLimit: 100, yRange: { min: 0, max: 100 } });
  return renderLineSvg(chart, {
    title: 'HS <over> steps',
    xLabel: 'attack steps',
    yLabel: 'HS (%)',
    isXLog: false,
    isYLog: false,
    xRange: null,
    theme: 'light',
    ...overrides,
  });
}

describe('SVG of a line chart', () => {
  it('has title, axes, ticks, a legend entry and a path per line', () => {
    const svg = draw();
    for (const part of ['HS &#60;over&#62; steps', 'attack steps', 'HS (%)', '>100</text>', '=Booster']) {
      expect(svg).toContain(part);
    }
    expect(svg.match(/stroke-width="2"/g)).toHaveLength(4);
    expect(svg.match(/<polygon/g)).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('lifts the pen at a gap', () => {
    const [line = ''] = draw().match(/<path d="M[^"]*" stroke="#c44e00" stroke-width="2"\/>/) ?? [];
    expect(line.match(/M/g)).toHaveLength(2);
  });

  it('puts values where the axes say they are', () => {
    // 0 and 100 % lie at the lower and the upper edge of the plot area.
    const svg = draw({ xRange: { min: 0, max: 150 } });
    expect(svg).toContain('<path d="M72 414.42');
    expect(svg).toContain('L880 377.75"');
  });

  it('draws the same in the dark theme with its colours, and on a logarithmic axis', () => {
    expect(draw({ theme: 'dark' })).toContain('#f0894b');
    expect(draw({ isYLog: true })).not.toMatch(/NaN|Infinity/);
  });

  it('stands a chart without points', () => {
    const chart = prepareLines([], { view: plainView, window: null, pointLimit: 9, yRange: null });
    const options = {
      title: '',
      xLabel: '',
      yLabel: '',
      isXLog: true,
      isYLog: true,
      xRange: null,
      theme: 'light',
    } as const;
    expect(renderLineSvg(chart, options)).not.toMatch(/NaN|Infinity/);
  });
});

describe('CSV of a line chart', () => {
  it('has every point with its interval, and no formula for a spreadsheet to run', () => {
    const quoted = '"SFT, p = 0.1 <""seed"" & more>"';
    expect(encodeLineCsv([sft, booster], { x: 'step', y: 'HS (%)' })).toBe(
      [
        'series,step,HS (%),low,high',
        `${quoted},0,4,2,8`,
        `${quoted},50,40,30,50`,
        `${quoted},100,,,`,
        `${quoted},150,80,70,90`,
        "'=Booster,0,3,,",
        "'=Booster,150,12.5,,",
        '',
      ].join('\r\n'),
    );
  });
});

describe('ticks', () => {
  it('are round numbers between the ends', () => {
    expect(listLinearTicks({ min: 0, max: 100 }, 6)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(listLinearTicks({ min: -0.13, max: 0.31 }, 5)).toEqual([-0.1, 0, 0.1, 0.2, 0.3]);
    expect(listLinearTicks({ min: 3, max: 3 }, 5)).toEqual([3]);
    expect(listLogTicks({ min: 0.5, max: 30 })).toEqual([0.5, 1, 2, 5, 10, 20]);
    expect(listLogTicks({ min: 1, max: 1e6 })).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
  });
});

describe('words about a chart', () => {
  it('tell the last, lowest and highest value of each series, and that one has no points', () => {
    const empty = { ...booster, label: 'Vaccine', xs: [], ys: [] };
    expect(describeChart([booster, empty], 'attack steps')).toBe(
      '=Booster: last 12.5 at 150 attack steps, lowest 3, highest 12.5. Vaccine: no points yet.',
    );
  });

  it('count the series beyond the eighth', () => {
    expect(
      describeChart(
        Array.from({ length: 11 }, () => booster),
        'steps',
      ),
    ).toContain('And 3 more series.');
  });
});

describe('file names', () => {
  it('hold only what every system allows', () => {
    expect(makeFileName('HS over steps: p = 0.1 / λ')).toBe('HS-over-steps-p-0-1');
    expect(makeFileName('λ')).toBe('chart');
  });
});
