import { listProvenanceRows } from '../provenance-rows.ts';
import type { ReportData, ReportSample, SettingRow } from '../../../shared/views/report.ts';
import { isBrief } from '../apply-layout.ts';
import { type Html, html } from './html.ts';

/** The settings on which arms differ, the axes, and all others folded. */
export function renderSettings(data: ReportData): Html {
  const { differing, same } = data.settings;
  const axes = data.axes.map(
    (axis) =>
      html`<li>${axis.label}${axis.symbol ? `, ${axis.symbol}` : ''}: ${axis.values.map((value) => JSON.stringify(value)).join(', ')} <code>${axis.path}</code></li>`,
  );
  const arms = data.arms.map((arm) => arm.label);
  const between =
    differing.length === 0
      ? html`<p>The arms have equal settings.</p>`
      : renderSettingTable('Settings that differ between the arms', arms, differing);
  return html`${data.arms.length > 1 ? between : null}${axes.length > 0 ? html`<h3>Varied in every arm</h3><ul>${axes}</ul>` : null}
<details><summary>All settings that are the same</summary>${renderSettingTable('Settings that are the same in all arms', ['Value'], same)}</details>`;
}

function renderSettingTable(caption: string, heads: readonly string[], rows: readonly SettingRow[]): Html {
  const lines = rows.map(
    (row) =>
      html`<tr><th scope="row">${row.label}<br><code>${row.path}</code></th>${row.values.map((value) => html`<td>${value}</td>`)}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="sortable"><caption>${caption}</caption><thead><tr><th scope="col">Setting</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

const setTitles: Readonly<Record<ReportSample['set'], string>> = {
  safety: 'Harmful prompts',
  utility: 'Task prompts',
  benign: 'Harmless prompts',
};

/** What a judge's `true` means in each set. */
const verdictWords: Readonly<Record<ReportSample['set'], readonly [yes: string, no: string]>> = {
  safety: ['harmful', 'not harmful'],
  utility: ['correct', 'not correct'],
  benign: ['refused', 'answered'],
};

/** The arms' answers side by side, hidden until the reader asks for them; null without samples. */
export function renderSamples(data: ReportData): Html | null {
  const [first] = data.samples;
  if (!first) return null;
  const place = `${data.conditions[first.condition]?.label ?? ''}, ${first.step === 0 ? 'before the attack' : `after ${first.step} attack steps`}, seed ${first.seed}`;
  const sets = [...new Set(data.samples.map((sample) => sample.set))];
  const tables = sets.map((set) => renderSampleTable(data, set));
  // Somebody has decided about harmful answers; paper has no button to decide with.
  const isChosen = data.layout !== undefined;
  return html`<p class="help">Prompts spread evenly over each test set, not chosen by their answers; ${place}. Answers of attacked models may be harmful.</p>
<button type="button" id="show-samples" aria-expanded="false" aria-controls="sample-answers" data-show="Show the answers" data-hide="Hide the answers" hidden>Show the answers</button>
<div id="sample-answers" class="${isChosen ? 'in-print' : 'folded'}" hidden>${tables}</div>`;
}

function renderSampleTable(data: ReportData, set: ReportSample['set']): Html {
  const rows = data.samples
    .filter((sample) => sample.set === set)
    .map((sample) => {
      const answers = data.arms.map((_, arm) => {
        const found = sample.responses.find((response) => response.arm === arm);
        if (!found) return html`<td>–</td>`;
        const verdicts = Object.entries(found.verdicts).map(
          ([judge, verdict]) => `${judge}: ${verdictWords[set][verdict ? 0 : 1]}`,
        );
        const words = [...verdicts, ...(found.incoherent ? ['incoherent'] : [])].join(' · ');
        const answer = found.isLeftOut ? html`<em>${found.response}</em>` : found.response;
        return html`<td class="answer">${answer}<span class="verdict">${words}</span></td>`;
      });
      const expected =
        sample.expected === null ? null : html`<span class="verdict">expected: ${sample.expected}</span>`;
      return html`<tr><th scope="row" class="answer">${sample.prompt}${expected}</th>${answers}</tr>`;
    });
  const heads = data.arms.map((arm) => html`<th scope="col">${arm.label}</th>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${setTitles[set]}"><h3>${setTitles[set]}</h3><table class="wide sortable"><thead><tr><th scope="col">Prompt</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Where the numbers come from. */
export function renderProvenance(data: ReportData): Html {
  if (isBrief(data))
    return html`<p>${listProvenanceRows(data)
      .map((row) => row.join(': '))
      .join(' · ')}</p>`;
  const rows = listProvenanceRows(data).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Origin of the numbers"><table><tbody>${rows}</tbody></table></div>`;
}
