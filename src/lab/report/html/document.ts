import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { formatInstant } from '../../../shared/report/format.ts';
import type { ReportBlock, ReportData } from '../../../shared/views/report.ts';
import { showsBlock, titleReport } from '../apply-layout.ts';
import { writeSummary } from '../../../shared/report/summary-words.ts';
import { getArmStyle } from '../../../shared/charts/arm-style.ts';
import { type ChartSections, renderChartSections } from './chart-sections.ts';
import type { Chart } from './charts.ts';
import { renderProvenance, renderSamples, renderSettings } from './detail-sections.ts';
import { encodeJsonBlock, Html, html } from './html.ts';
import { renderAllScores, renderHeadlineTable } from './score-sections.ts';
import { listArmRules } from './swatch.ts';

/** One self-contained page: no request leaves it, and its content security policy allows its own scripts and styles alone. */
export function encodeHtml(data: ReportData): string {
  const chartSections = renderChartSections(data);
  const style = `${readText('./report.css')}${listArmRules(data)}`;
  const scripts = [readChartLibrary(), readText('./report-client.js')];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashForPolicy).join(' ')}`,
    `style-src ${hashForPolicy(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const arms = data.arms.map((arm, index) => ({ label: arm.label, ...getArmStyle(index) }));
  const sections = listSections(data, chartSections);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Booster Lab ${data.provenance.codeVersion}">
<title>${titleReport(data)} – Booster Lab report</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top" aria-label="About this report">
<div class="bar"><h1>${titleReport(data)}</h1><button type="button" id="theme" hidden></button></div>
<p class="meta">${describeOrigin(data)}</p>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="content" tabindex="-1" aria-label="The report">
${renderNotes(data.layout?.notes ?? '')}
${sections.map(({ id, title, content }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>\n`)}
</main>
<script type="application/json" id="report-charts">${encodeJsonBlock({ arms, charts: listShownCharts(data, chartSections) })}</script>
${scripts.map((script) => html`<script>${new Html(script)}</script>\n`)}
</body>
</html>
`;
  return page.markup;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

function listSections(data: ReportData, charts: ReturnType<typeof renderChartSections>): Section[] {
  // What the numbers can show stands with the first numbers, whichever block has them.
  const caveats = renderCaveats(data);
  const first = showsBlock(data, 'summary') ? 'summary' : 'scores';
  const summary = html`<p class="summary">${writeSummary(data)}</p>${caveats}${renderNotes(data.experiment.notes)}`;
  const scores = html`${first === 'scores' ? caveats : null}${renderHeadlineTable(data)}${charts.bars}${renderAllScores(data)}`;
  const all: readonly (Omit<Section, 'content'> & { block: ReportBlock; content: Html | null })[] = [
    { block: 'summary', id: 'summary', title: 'Summary', content: summary },
    { block: 'scores', id: 'scores', title: 'Scores', content: scores },
    { block: 'scores', id: 'attack', title: 'Along the attack', content: charts.attack },
    { block: 'curves', id: 'training', title: 'Training', content: charts.training },
    { block: 'settings', id: 'settings', title: 'Settings', content: renderSettings(data) },
    { block: 'samples', id: 'answers', title: 'Sample answers', content: renderSamples(data) },
    { block: 'provenance', id: 'provenance', title: 'Provenance', content: renderProvenance(data) },
  ];
  return all.flatMap(({ block, content, id, title }) =>
    content && showsBlock(data, block) ? [{ id, title, content }] : [],
  );
}

/** The script looks for a canvas for each chart that it is given. */
function listShownCharts(data: ReportData, sections: ChartSections): readonly Chart[] {
  if (showsBlock(data, 'scores')) return sections.charts;
  return sections.charts.filter((chart) => !/^(bars|attack-\d+-\d+$)/.test(chart.id));
}

function renderCaveats(data: ReportData): Html {
  const { limits } = data.experiment;
  const note = limits
    ? html`<aside class="note" aria-label="What these numbers can show"><p>${limits}</p></aside>`
    : null;
  const warnings =
    data.warnings.length > 0
      ? html`<aside class="note" aria-label="What is unlike"><ul>${data.warnings.map((it) => html`<li>${it}</li>`)}</ul></aside>`
      : null;
  return html`${warnings}${note}`;
}

function renderNotes(notes: string): Html | null {
  return notes ? html`<p class="notes">${notes}</p>` : null;
}

function describeOrigin(data: ReportData): string {
  const { provenance, experiment, runs, seeds } = data;
  const judges = provenance.judges.map((judge) => `${judge.name} ${judge.version}`).join(', ');
  return [
    `Created ${formatInstant(experiment.createdAtMs)}`,
    `report written ${formatInstant(data.writtenAtMs)}`,
    `${runs.total} runs, ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}`,
    ...(judges ? [`judged by ${judges}`] : []),
    `Booster Lab ${provenance.codeVersion}`,
  ].join(' · ');
}

function readText(name: string): string {
  return normaliseLines(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

/** Chart.js as published, without the pointer to its source map. */
function readChartLibrary(): string {
  const entry = createRequire(import.meta.url).resolve('chart.js');
  const text = normaliseLines(readFileSync(join(dirname(entry), 'chart.umd.js'), 'utf8'));
  return text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}

/** A browser reads CR LF as LF, and the policy's hash is of what it reads. */
function normaliseLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function hashForPolicy(text: string): string {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error('A script or style of the report would end early.');
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
