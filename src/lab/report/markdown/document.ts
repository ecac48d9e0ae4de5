import { type ReportBlock, reportBlockInfo, reportBlocks } from '../../../shared/report/blocks.ts';
import { listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { formatInstant } from '../../../shared/report/format.ts';
import { encodeMarkdownTable, escapeMarkdown } from '../../../shared/report/markdown.ts';
import { listScoreRows } from '../../../shared/report/score-table.ts';
import type { ReportData, SettingRow } from '../../../shared/views/report.ts';
import type { ReportFinding } from '../../../shared/views/report-words.ts';
import { describeHarmful, findText, isBrief, showsBlock, titleReport } from '../apply-layout.ts';
import type { Figure, FigureGroup } from '../figures/figure.ts';
import { listFigures, type ReportFigures } from '../figures/list-figures.ts';
import { splitFindings } from '../../../shared/report/split-findings.ts';
import { listProvenanceRows } from '../provenance-rows.ts';
import { listBlockTables } from '../tables/list-tables.ts';
import type { ReportTable } from '../tables/report-table.ts';
import { encodeRichText } from './rich-text.ts';

/** The report without sample answers, as GitHub-flavoured Markdown; its charts are expected as images/<id>.svg beside it. */
export function encodeMarkdown(data: ReportData, figures: ReportFigures = listFigures(data)): string {
  const shown = reportBlocks.filter((block) => showsBlock(data, block));
  const parts = shown.map((block) => ({ block, content: encodeBlock(data, block, figures) }));
  const blocks = [
    `# ${escapeMarkdown(titleReport(data))}`,
    ...encodeRichText(findText(data, 'introduction')),
    ...parts
      .filter(({ content }) => content.length > 0)
      .flatMap(({ block, content }, index) => [
        `## ${reportBlockInfo[block].title}`,
        ...encodeRichText(findText(data, block)),
        ...content,
        ...(index === 0 ? encodeCaveats(data) : []),
      ]),
    ...encodeConclusion(data),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function encodeBlock(data: ReportData, block: ReportBlock, figures: ReportFigures): string[] {
  switch (block) {
    case 'findings':
      return encodeFindings(data);
    case 'scores':
      return [...encodeScores(data), ...encodeScoreFigures(data, figures)];
    case 'settings':
      return encodeAllSettings(data);
    case 'provenance':
      return encodeProvenance(data);
    case 'curves':
      return figures.curves.flatMap(encodeGroup);
    case 'samples':
      return [];
    case 'prompts':
    case 'categories':
    case 'judges':
    case 'published':
    case 'fidelity':
      return listBlockTables(data, block).flatMap(encodeTable);
  }
}

function encodeFindings(data: ReportData): string[] {
  const { main, others } = splitFindings(data);
  const list = (findings: readonly ReportFinding[]): string =>
    findings.map(({ text }) => `- ${escapeMarkdown(text)}`).join('\n');
  return [
    ...(main.length > 0 ? [list(main)] : []),
    ...(others.length > 0 && !isBrief(data) ? ['Under the other conditions:', list(others)] : []),
    ...(data.experiment.notes ? [escapeMarkdown(data.experiment.notes)] : []),
  ];
}

/** What limits the numbers stands with the first of them, whichever part that is. */
function encodeCaveats(data: ReportData): string[] {
  const { warnings, experiment } = data;
  const quoted = warnings.map((warning) => `> - ${escapeMarkdown(warning)}`).join('\n');
  return [
    ...(quoted !== '' && !showsBlock(data, 'findings') ? [quoted] : []),
    ...(experiment.limits ? [`> ${escapeMarkdown(experiment.limits)}`] : []),
  ];
}

function encodeConclusion(data: ReportData): string[] {
  const text = encodeRichText(findText(data, 'conclusion'));
  return text.length > 0 ? ['## Conclusion', ...text] : [];
}

function encodeTable({ caption, columns, rows, help }: ReportTable): string[] {
  const numbers = new Set(columns.flatMap(({ isNumber }, index) => (isNumber ? [index] : [])));
  return [
    `### ${escapeMarkdown(caption)}`,
    encodeMarkdownTable(
      columns.map(({ label }) => label),
      rows,
      numbers,
    ),
    escapeMarkdown(help),
  ];
}

/** A brief report keeps to the charts of its one table. */
function encodeScoreFigures(data: ReportData, { bars, tradeoffs, axes, grids, attack }: ReportFigures): string[] {
  const groups = isBrief(data) ? [] : [...tradeoffs, ...axes, ...grids, ...attack];
  return [...bars.map(encodeFigure), ...groups.flatMap(encodeGroup)];
}

function encodeGroup({ title, help, figures }: FigureGroup): string[] {
  return [`### ${escapeMarkdown(title)}`, escapeMarkdown(help), ...figures.map(encodeFigure)];
}

function encodeFigure({ id, description }: Figure): string {
  return `![${escapeMarkdown(description)}](images/${id}.svg)`;
}

function encodeAllSettings({ arms, settings }: ReportData): string[] {
  const heads = arms.map((arm) => arm.label);
  return [
    ...(settings.differing.length > 0 ? ['### Settings that differ', encodeSettings(heads, settings.differing)] : []),
    '### Settings that are the same',
    encodeSettings(['Value'], settings.same),
  ];
}

function encodeProvenance(data: ReportData): string[] {
  const rows: [string, string][] = [
    ...listProvenanceRows(data),
    ['Answers', describeHarmful(data)],
    ['Written', formatInstant(data.writtenAtMs)],
  ];
  return [encodeMarkdownTable(['What', 'Value'], rows)];
}

function encodeScores(data: ReportData): string[] {
  const metrics = listHeadlineMetrics(data);
  const steps = isBrief(data) ? data.steps.filter((step) => step === data.headlineStep) : data.steps;
  if (steps.length === 0) return [];
  const rows = data.conditions.flatMap((condition, index) =>
    steps.flatMap((step) =>
      listScoreRows(data, { condition: index, step, metrics }).map((row) => [
        condition.label,
        String(step),
        row.label,
        row.n === null ? '–' : String(row.n),
        ...row.cells.map((cell) => cell.text),
      ]),
    ),
  );
  const heads = metrics.map((metric) => `${data.metrics[metric]?.label ?? ''} (%)`);
  return [
    'Mean over n seeds ± half of the 95 % t interval; differences are in points, paired by seed.',
    encodeMarkdownTable(['Condition', 'Attack steps', 'Arm', 'n', ...heads], rows),
  ];
}

function encodeSettings(heads: readonly string[], rows: readonly SettingRow[]): string {
  return encodeMarkdownTable(
    ['Setting', 'Path', ...heads],
    rows.map((row) => [row.label, row.path, ...row.values]),
  );
}
