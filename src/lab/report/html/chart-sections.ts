import type { ReportData } from '../../../shared/views/report.ts';
import { type Chart, type ChartGroup, listAttackCharts, listBarCharts, listTrainingCharts } from './charts.ts';
import { type Html, html } from './html.ts';
import { renderLegend } from './swatch.ts';

/** The charts of a page: their markup by section, and what the script needs to draw them. */
export interface ChartSections {
  readonly bars: Html | null;
  readonly attack: Html | null;
  readonly training: Html | null;
  readonly charts: readonly Chart[];
}

/** Lays out all charts of a report; a section without any is null. */
export function renderChartSections(data: ReportData): ChartSections {
  const bars = listBarCharts(data);
  const attack = listAttackCharts(data).filter((group) => group.charts.length > 0);
  const training = listTrainingCharts(data);
  const legend = renderLegend(data, true);
  return {
    bars:
      bars.length === 0
        ? null
        : html`<div class="pair"><div class="charts">${bars.map(renderFigure)}</div></div><p class="help">Bars: mean over seeds. Whiskers: 95 % t interval. Dots: one seed each.</p>`,
    attack: attack.length === 0 ? null : html`${legend}${attack.map((group) => renderGroup(group, 'pair'))}`,
    training: training.length === 0 ? null : html`${legend}${training.map((group) => renderGroup(group, 'small'))}`,
    charts: [...bars, ...attack.flatMap((group) => group.charts), ...training.flatMap((group) => group.charts)],
  };
}

function renderGroup(group: ChartGroup, layout: 'pair' | 'small'): Html {
  return html`<div class="${layout}"><h3>${group.title}</h3><p class="help">${group.help}</p><div class="charts">${group.charts.map(renderFigure)}</div></div>`;
}

function renderFigure(chart: Chart): Html {
  return html`<figure><figcaption>${chart.title}</figcaption><div class="chart"><canvas id="chart-${chart.id}" role="img" aria-label="${chart.description}"></canvas></div></figure>`;
}
