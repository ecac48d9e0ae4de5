import { type ReportBlock, reportBlockInfo, reportBlocks } from '../../../shared/report/blocks.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { findText, isBrief, showsBlock } from '../apply-layout.ts';
import { listBlockTables } from '../tables/list-tables.ts';
import type { ChartSections } from './chart-sections.ts';
import { renderProvenance, renderSamples, renderSettings } from './detail-sections.ts';
import { renderFindings } from './finding-section.ts';
import { type Html, html } from './html.ts';
import { renderPlainTable } from './plain-table.ts';
import { renderRichText } from './rich-text.ts';
import { renderAllScores, renderHeadlineTable } from './score-sections.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

/** The shown parts of a report in their order, each below its own text; a part without anything to show is left out. */
export function listSections(data: ReportData, charts: ChartSections): Section[] {
  const shown = reportBlocks.filter((block) => showsBlock(data, block));
  return shown.flatMap((block, index) => {
    const content = renderBlock(data, block, charts);
    if (!content) return [];
    // What the numbers can show stands with the first of them, whichever part that is.
    const caveats = index === 0 ? renderCaveats(data) : null;
    const text = renderRichText(findText(data, block));
    const first = { id: block, title: reportBlockInfo[block].title, content: html`${text}${content}${caveats}` };
    const along =
      block === 'scores' && charts.attack && !isBrief(data)
        ? [{ id: 'attack', title: 'Along the attack', content: charts.attack }]
        : [];
    return [first, ...along];
  });
}

function renderBlock(data: ReportData, block: ReportBlock, charts: ChartSections): Html | null {
  switch (block) {
    case 'findings':
      return html`${renderFindings(data, isBrief(data))}${renderNotes(data.experiment.notes)}`;
    case 'scores':
      return html`${renderHeadlineTable(data)}${charts.scores}${isBrief(data) ? null : renderAllScores(data)}`;
    case 'curves':
      return charts.training;
    case 'samples':
      return renderSamples(data);
    case 'settings':
      return renderSettings(data);
    case 'provenance':
      return renderProvenance(data);
    case 'prompts':
    case 'categories':
    case 'judges':
    case 'published':
    case 'fidelity': {
      const tables = listBlockTables(data, block);
      return tables.length === 0 ? null : html`${tables.map((table) => renderPlainTable(table))}`;
    }
  }
}

function renderCaveats(data: ReportData): Html {
  const { limits } = data.experiment;
  const note = limits
    ? html`<aside class="note" aria-label="What these numbers can show"><p>${limits}</p></aside>`
    : null;
  // Among the findings they are said already.
  const warnings =
    data.warnings.length > 0 && !showsBlock(data, 'findings')
      ? html`<aside class="note" aria-label="What is unlike"><ul>${data.warnings.map((it) => html`<li>${it}</li>`)}</ul></aside>`
      : null;
  return html`${warnings}${note}`;
}

function renderNotes(notes: string): Html | null {
  return notes ? html`<p class="notes">${notes}</p>` : null;
}
