import type { ReportData } from '../../../shared/views/report.ts';
import { type ArmStyle, getArmStyle } from '../../../shared/charts/arm-style.ts';
import { type Html, html } from './html.ts';

/** The line and marker that stand for an arm in the charts; decorative, its label stands beside it. */
export function renderSwatch(arm: number): Html {
  const { dash, marker } = getArmStyle(arm);
  return html`<svg class="swatch arm-${arm}" width="30" height="12" aria-hidden="true"><path d="M0 6H30" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="${dash.join(' ') || 'none'}"/>${renderMarker(marker)}</svg>`;
}

/** Which line belongs to which arm. */
export function renderLegend(data: ReportData, hasSeeds: boolean): Html {
  const items = data.arms.map((arm, index) => html`<li>${renderSwatch(index)}${arm.label}</li>`);
  const note = hasSeeds && data.seeds.length > 1 ? html`<li class="help">thin: one seed each, thick: mean</li>` : null;
  return html`<ul class="legend">${items}${note}</ul>`;
}

/** The style rules that colour swatches by theme. */
export function listArmRules(data: ReportData): string {
  const write = (selector: string, theme: 'light' | 'dark'): string =>
    data.arms.map((_, arm) => `${selector} .arm-${arm}{color:${getArmStyle(arm)[theme]}}`).join('');
  const dark = write(':root:not([data-theme=light])', 'dark');
  return `${write(':root', 'light')}@media screen and (prefers-color-scheme:dark){${dark}}@media screen{${write(':root[data-theme=dark]', 'dark')}}`;
}

function renderMarker(marker: ArmStyle['marker']): Html {
  switch (marker) {
    case 'circle':
      return html`<circle cx="15" cy="6" r="4" fill="currentColor"/>`;
    case 'triangle':
      return html`<path d="M15 1.5l4.5 8h-9z" fill="currentColor"/>`;
    case 'rect':
      return html`<path d="M11.5 2.5h7v7h-7z" fill="currentColor"/>`;
    case 'rectRot':
      return html`<path d="M15 1l5 5-5 5-5-5z" fill="currentColor"/>`;
    case 'crossRot':
      return html`<path d="M11.5 2.5l7 7m0-7l-7 7" fill="none" stroke="currentColor" stroke-width="2"/>`;
  }
}
