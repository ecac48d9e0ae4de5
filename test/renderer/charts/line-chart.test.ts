import { MantineProvider } from '@mantine/core';
import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { HeatMap } from '../../../src/renderer/charts/heat-map.tsx';
import { LineChart } from '../../../src/renderer/charts/line-chart.tsx';
import { getArmStyle } from '../../../src/renderer/charts/run-style.ts';
import { ScatterChart } from '../../../src/renderer/charts/scatter-chart.tsx';
import type { LineSeries } from '../../../src/renderer/charts/series.ts';

const series: readonly LineSeries[] = [
  { id: 'a', label: 'SFT', style: getArmStyle(0), xs: [1, 2], ys: [3, 4.5] },
  { id: 'b', label: 'Booster', style: getArmStyle(1), xs: [1, 2], ys: [2, null] },
];

describe('line chart', () => {
  it('has a name, its keys and a summary for people who cannot see it, and a button per series', () => {
    const page = render(createElement(LineChart, { name: 'Losses', series, xLabel: 'steps', yLabel: '' }));
    expect(page).toContain('aria-label="Losses. Keys:');
    expect(page).toContain('SFT: last 4.5 at 2 steps, lowest 3, highest 4.5.');
    expect(page).toContain('Booster: last 2 at 1 steps, lowest 2, highest 2.');
    expect(page.match(/aria-pressed="true"/g)).toHaveLength(2);
    for (const button of ['How to draw: Losses', 'Show as table: Losses', 'Export: Losses']) {
      expect(page).toContain(`aria-label="${button}"`);
    }
  });

  it('says that there are no points yet', () => {
    const empty = [{ id: 'a', label: 'SFT', style: getArmStyle(0), xs: [], ys: [] }];
    expect(render(createElement(LineChart, { name: 'Losses', series: empty, xLabel: '', yLabel: '' }))).toContain(
      'No points yet.',
    );
  });

  it('tells of points that a logarithmic axis has no place for', () => {
    const zero = [{ id: 'a', label: 'SFT', style: getArmStyle(0), xs: [1, 2], ys: [0, 4] }];
    const initialView = { isYLog: true };
    const page = render(createElement(LineChart, { name: 'L', series: zero, xLabel: '', yLabel: '', initialView }));
    expect(page).toContain('1 point at or below 0 cannot be shown on a logarithmic axis.');
  });
});

describe('scatter chart', () => {
  it('names every point with its values and intervals on a button', () => {
    const points = [
      { id: 'a', label: 'SFT', style: getArmStyle(0), x: 90, y: 80.5, yInterval: { min: 75, max: 86 } },
      { id: 'b', label: 'Booster', style: getArmStyle(1), x: 91, y: 12 },
    ];
    const page = render(createElement(ScatterChart, { name: 'HS against FA', points, xLabel: 'FA', yLabel: 'HS' }));
    expect(page).toContain('aria-label="SFT: FA 90, HS 80.5 (75 – 86)"');
    expect(page).toContain('aria-label="Booster: FA 91, HS 12"');
    expect(page).not.toMatch(/NaN|Infinity/);
  });
});

describe('heat map', () => {
  it('prints every number, heads rows and columns, and leaves unknown cells empty', () => {
    const page = render(
      createElement(HeatMap, {
        name: 'HS over λ and α',
        rowLabel: 'λ',
        columnLabel: 'α',
        rows: ['1', '5'],
        columns: ['0.1'],
        values: [[40], [null]],
      }),
    );
    expect(page).toMatch(/scope="row"[^>]*>5</);
    expect(page).toContain('>40<');
    expect(page).toContain('>–<');
  });
});

function render(element: ReactElement): string {
  return renderToStaticMarkup(createElement(MantineProvider, { env: 'test' }, element));
}
