import type { ReportTable } from '../tables/report-table.ts';
import { type Html, html } from './html.ts';

/** A table that, unless told otherwise, its readers can sort by each column and search in. */
export function renderPlainTable(
  { caption, columns, rows, help }: ReportTable,
  { isSortable = true, regionLabel = caption }: { readonly isSortable?: boolean; readonly regionLabel?: string } = {},
): Html {
  const heads = columns.map(
    ({ label, isNumber }) => html`<th scope="col"${isNumber ? html` class="number"` : null}>${label}</th>`,
  );
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) => {
      if (column === 0) return html`<th scope="row">${cell}</th>`;
      return columns[column]?.isNumber ? html`<td class="number">${cell}</td>` : html`<td>${cell}</td>`;
    });
    return html`<tr>${cells}</tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${regionLabel}"><table${isSortable ? html` class="sortable"` : null}><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>${help ? html`<p class="help">${help}</p>` : null}`;
}
