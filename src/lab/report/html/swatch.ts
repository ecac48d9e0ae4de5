import { getArmStyle } from '../../../shared/charts/arm-style.ts';
import { outlineMarker } from '../../../shared/charts/marker.ts';
import { encodePathData } from '../../../shared/charts/path.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { type Html, html } from './html.ts';

/** The line and marker that stand for an arm in the charts; decorative, its label stands beside it. */
export function renderSwatch(arm: number): Html {
  const { dash, marker } = getArmStyle(arm);
  const outline = encodePathData(outlineMarker(marker, 15, 6, 4.4));
  const look =
    marker === 'crossRot' ? html`fill="none" stroke="currentColor" stroke-width="2"` : html`fill="currentColor"`;
  return html`<svg class="swatch arm-${arm}" width="30" height="12" aria-hidden="true"><path d="M0 6H30" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="${dash.join(' ') || 'none'}"/><path d="${outline}" ${look}/></svg>`;
}

/** Which line belongs to which arm, and what else a chart shows. */
export function renderLegend(data: ReportData, note: string | null): Html {
  const items = data.arms.map((arm, index) => html`<li>${renderSwatch(index)}${arm.label}</li>`);
  return html`<ul class="legend">${items}${note ? html`<li class="help">${note}</li>` : null}</ul>`;
}

/** The colours of arms by theme, for swatches and charts; variants of a single arm are drawn in them too. */
export function listArmRules(data: ReportData): string {
  const count = Math.max(data.arms.length, data.conditions.length);
  const arms = Array.from({ length: count }, (_, arm) => arm);
  const write = (selector: string, theme: 'light' | 'dark'): string =>
    `${selector}{${arms.map((arm) => `--arm-${arm}:${getArmStyle(arm)[theme]}`).join(';')}}`;
  const dark = write(':root:not([data-theme=light])', 'dark');
  const swatches = arms.map((arm) => `.arm-${arm}{color:var(--arm-${arm})}`).join('');
  return `${write(':root', 'light')}@media screen and (prefers-color-scheme:dark){${dark}}@media screen{${write(':root[data-theme=dark]', 'dark')}}${swatches}`;
}
