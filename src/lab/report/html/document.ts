import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { formatInstant } from '../../../shared/report/format.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { describeHarmful, findText, isBrief, titleReport } from '../apply-layout.ts';
import { renderChartSections } from './chart-sections.ts';
import { Html, html } from './html.ts';
import { renderRichText } from './rich-text.ts';
import { listSections } from './sections.ts';
import { listArmRules } from './swatch.ts';

/** One self-contained page: no request leaves it, and its content security policy allows its own scripts and styles alone. */
export function encodeHtml(data: ReportData): string {
  const chartSections = renderChartSections(data);
  const style = `${readText('./report.css')}${readText('./report-tables.css')}${listArmRules(data)}`;
  const scripts = [readText('./report-client.js'), readText('./report-tables.js')];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashForPolicy).join(' ')}`,
    `style-src ${hashForPolicy(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const sections = listSections(data, chartSections);
  const page = html`<!doctype html>
<html lang="en"${isBrief(data) ? html` class="brief"` : null}>
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
${renderRichText(findText(data, 'introduction'))}
${sections.map(({ id, title, content }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>\n`)}
${renderConclusion(data)}
</main>
${scripts.map((script) => html`<script>${new Html(script)}</script>\n`)}
</body>
</html>
`;
  return page.markup;
}

function renderConclusion(data: ReportData): Html | null {
  const text = renderRichText(findText(data, 'conclusion'));
  return text && html`<section aria-labelledby="conclusion"><h2 id="conclusion">Conclusion</h2>${text}</section>`;
}

function describeOrigin(data: ReportData): string {
  const { provenance, experiment, runs, seeds } = data;
  const judges = provenance.judges.map((judge) => `${judge.name} ${judge.version}`).join(', ');
  return [
    `Created ${formatInstant(experiment.createdAtMs)}`,
    `report written ${formatInstant(data.writtenAtMs)}`,
    `${runs.total} runs, ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}`,
    ...(judges ? [`judged by ${judges}`] : []),
    describeHarmful(data),
    `Booster Lab ${provenance.codeVersion}`,
  ].join(' · ');
}

function readText(name: string): string {
  return normaliseLines(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

/** A browser reads CR LF as LF, and the policy's hash is of what it reads. */
function normaliseLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function hashForPolicy(text: string): string {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error('A script or style of the report would end early.');
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
