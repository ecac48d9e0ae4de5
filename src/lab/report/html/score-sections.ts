import { listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { pickCondition } from '../../../shared/report/pick-condition.ts';
import { isBrief } from '../apply-layout.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { listScoreRows, type ScoreRow } from '../../../shared/report/score-table.ts';
import { makeAllScoresTable, makeSeedTable } from '../tables/score-tables.ts';
import { type Html, html } from './html.ts';
import { renderPlainTable } from './plain-table.ts';
import { renderSwatch } from './swatch.ts';

const mostBriefConditions = 4;
const tableNote =
  'Mean over n seeds ± half the width of the 95 % t interval; one seed has no interval, and equal seeds show no spread. ' +
  'Intervals are not cut at 0 and 100, nor corrected for the number of comparisons. ' +
  'Bold: better than every other arm with intervals that do not touch.';

/** HS and FA per condition and arm at the headline step. */
export function renderHeadlineTable(data: ReportData): Html {
  const step = data.headlineStep;
  if (step === null) return html`<p>Nothing has been evaluated yet.</p>`;
  const metrics = listHeadlineMetrics(data);
  const groups = listShownConditions(data).map((condition) => ({
    label: data.conditions[condition]?.label ?? '',
    rows: listScoreRows(data, { condition, step, metrics }),
  }));
  const caption = step === 0 ? 'Before the attack' : `After ${step} attack steps`;
  return html`${renderTable(data, { caption, metrics, groups })}<p class="help">${tableNote}</p>`;
}

/** A brief report has room for a few conditions; of many it shows the hardest. */
function listShownConditions(data: ReportData): number[] {
  const all = data.conditions.map((_, index) => index);
  return isBrief(data) && all.length > mostBriefConditions ? [pickCondition(data)] : all;
}

/** Every metric at every step, and every seed's value, folded. */
export function renderAllScores(data: ReportData): Html | null {
  if (data.steps.length === 0) return null;
  return html`<details><summary>All metrics at all steps</summary>${renderPlainTable(makeAllScoresTable(data))}${renderMetricHelp(data)}</details>
<details><summary>Every seed</summary>${renderPlainTable(makeSeedTable(data))}</details>`;
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
