import { listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { formatInterval, formatNumber } from '../../../shared/report/format.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { listScoreRows, type ScoreRow } from '../../../shared/report/score-table.ts';
import { type Html, html } from './html.ts';
import { renderSwatch } from './swatch.ts';

const tableNote =
  'Mean over n seeds ± half the width of the 95 % t interval; one seed has no interval, and equal seeds show no spread. ' +
  'Intervals are not cut at 0 and 100, nor corrected for the number of comparisons. ' +
  'Bold: better than every other arm with intervals that do not touch.';

/** HS and FA per condition and arm at the headline step. */
export function renderHeadlineTable(data: ReportData): Html {
  const step = data.headlineStep;
  if (step === null) return html`<p>Nothing has been evaluated yet.</p>`;
  const metrics = listHeadlineMetrics(data);
  const groups = data.conditions.map((condition, index) => ({
    label: condition.label,
    rows: listScoreRows(data, { condition: index, step, metrics }),
  }));
  const caption = step === 0 ? 'Before the attack' : `After ${step} attack steps`;
  return html`${renderTable(data, { caption, metrics, groups })}<p class="help">${tableNote}</p>`;
}

/** Every metric at every step, and every seed's value, folded. */
export function renderAllScores(data: ReportData): Html | null {
  if (data.steps.length === 0) return null;
  const metrics = data.metrics.map((_, index) => index);
  const groups = data.conditions.flatMap((condition, index) =>
    data.steps.map((step) => ({
      label: `${condition.label}, step ${step}`,
      rows: listScoreRows(data, { condition: index, step, metrics }),
    })),
  );
  return html`<details><summary>All metrics at all steps</summary>${renderTable(data, { caption: 'All metrics at all attack steps; step 0 is the aligned model before the attack', metrics, groups })}${renderMetricHelp(data)}</details>
<details><summary>Every seed</summary>${renderSeeds(data)}</details>`;
}

interface TableContent {
  readonly caption: string;
  readonly metrics: readonly number[];
  readonly groups: readonly { readonly label: string; readonly rows: readonly ScoreRow[] }[];
}

function renderTable(data: ReportData, { caption, metrics, groups }: TableContent): Html {
  const heads = metrics.map(
    (metric) => html`<th scope="col" class="number">${data.metrics[metric]?.label ?? ''} (%)</th>`,
  );
  const bodies = groups
    .filter(({ rows }) => rows.length > 0)
    .map(({ label, rows }) => {
      const lines = rows.map((row, index) => {
        const group =
          index === 0 ? html`<th scope="rowgroup" class="group" rowspan="${rows.length}">${label}</th>` : null;
        return html`<tr class="${row.kind}">${group}${renderRow(row)}</tr>`;
      });
      return html`<tbody>${lines}</tbody>`;
    });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="scores"><caption>${caption}</caption><thead><tr><th scope="col">Condition</th><th scope="col">Arm</th><th scope="col" class="number">n</th>${heads}</tr></thead>${bodies}</table></div>`;
}

function renderRow(row: ScoreRow): Html {
  const swatch = row.kind === 'score' ? renderSwatch(row.arm) : null;
  const cells = row.cells.map((cell) => {
    const text = cell.isClearWinner ? html`<strong>${cell.text}</strong>` : cell.text;
    return html`<td class="number">${text}</td>`;
  });
  return html`<th scope="row">${swatch}${row.label}</th><td class="number">${row.n ?? '*'}</td>${cells}`;
}

function renderMetricHelp(data: ReportData): Html {
  const items = data.metrics.map(
    ({ label, help, judge, judgeVersion }) =>
      html`<li>${label}: ${help} Decided by ${judge}, version ${judgeVersion}.</li>`,
  );
  return html`<ul class="help">${items}</ul>`;
}

function renderSeeds(data: ReportData): Html {
  const metrics = listHeadlineMetrics(data);
  const rows = data.scores
    .filter((group) => metrics.includes(group.metric))
    .map(
      (group) => html`<tr><td>${data.conditions[group.condition]?.label ?? ''}</td><td class="number">${group.step}</td>
<td>${data.arms[group.arm]?.label ?? ''}</td><td>${data.metrics[group.metric]?.label ?? ''}</td>
<td>${group.perSeed.map((it) => `${it.seed}: ${formatNumber(it.value)}`).join(', ')}</td>
<td class="number">${group.pooled.successes} of ${group.pooled.n}</td>
<td class="number">${group.pooled.interval ? formatInterval(group.pooled.interval) : '–'}</td></tr>`,
    );
  const caption =
    'Value per seed; and all seeds’ answers pooled, with the 95 % Wilson interval that would hold if answers were independent';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Value per seed"><table><caption>${caption}</caption><thead><tr><th scope="col">Condition</th><th scope="col" class="number">Step</th><th scope="col">Arm</th><th scope="col">Metric</th><th scope="col">Seed: percent</th><th scope="col" class="number">Pooled</th><th scope="col" class="number">Wilson</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
