import type { ReportData } from '../../../shared/views/report.ts';
import type { ReportFinding } from '../../../shared/views/report-words.ts';
import { findingWords, splitFindings } from '../../../shared/report/split-findings.ts';
import { type Html, html } from './html.ts';

/** The findings, each with a word for its kind; those of other conditions are folded, or left out of a brief report. */
export function renderFindings(data: ReportData, isBrief: boolean): Html {
  const { main, others } = splitFindings(data);
  const note = html`<p class="help">“Not shown” means that the interval includes 0 or that there is none; it does not mean that two arms are equal.</p>`;
  const rest =
    isBrief || others.length === 0
      ? null
      : html`<details><summary>Under the other conditions (${others.length})</summary>${renderList(others)}</details>`;
  return html`${renderList(main)}${note}${rest}`;
}

function renderList(findings: readonly ReportFinding[]): Html {
  const items = findings.map(
    ({ verdict, text }) =>
      html`<li class="${verdict}"><span class="tag">${findingWords[verdict]}</span> <span>${text}</span></li>`,
  );
  return html`<ul class="findings">${items}</ul>`;
}
