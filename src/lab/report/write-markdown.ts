import { listHeadlineMetrics } from '../../shared/report/find-scores.ts';
import { formatInstant } from '../../shared/report/format.ts';
import { showsBlock, titleReport } from './apply-layout.ts';
import { listProvenanceRows } from './provenance-rows.ts';
import type { ReportData, SettingRow } from '../../shared/views/report.ts';
import { encodeMarkdownTable, escapeMarkdown } from '../../shared/report/markdown.ts';
import { listScoreRows } from '../../shared/report/score-table.ts';
import { writeSummary } from '../../shared/report/summary-words.ts';

/** The report without charts and without sample answers, as GitHub-flavoured Markdown. */
export function encodeMarkdown(data: ReportData): string {
  const { experiment } = data;
  const blocks = [
    `# ${escapeMarkdown(titleReport(data))}`,
    ...(data.layout?.notes ? [escapeMarkdown(data.layout.notes)] : []),
    ...(showsBlock(data, 'summary') ? [escapeMarkdown(writeSummary(data))] : []),
    ...(data.warnings.length > 0 ? [data.warnings.map((warning) => `> - ${escapeMarkdown(warning)}`).join('\n')] : []),
    ...(experiment.limits ? [`> ${escapeMarkdown(experiment.limits)}`] : []),
    ...(showsBlock(data, 'summary') && experiment.notes ? [escapeMarkdown(experiment.notes)] : []),
    ...(showsBlock(data, 'scores') ? encodeScores(data) : []),
    ...(showsBlock(data, 'settings') ? encodeAllSettings(data) : []),
    ...(showsBlock(data, 'provenance') ? encodeProvenance(data) : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function encodeAllSettings({ arms, settings }: ReportData): string[] {
  const heads = arms.map((arm) => arm.label);
  return [
    ...(settings.differing.length > 0 ? ['## Settings that differ', encodeSettings(heads, settings.differing)] : []),
    '## Settings that are the same',
    encodeSettings(['Value'], settings.same),
  ];
}

function encodeProvenance(data: ReportData): string[] {
  const rows: [string, string][] = [...listProvenanceRows(data), ['Written', formatInstant(data.writtenAtMs)]];
  return ['## Provenance', encodeMarkdownTable(['What', 'Value'], rows)];
}

function encodeScores(data: ReportData): string[] {
  const metrics = listHeadlineMetrics(data);
  if (data.steps.length === 0) return [];
  const rows = data.conditions.flatMap((condition, index) =>
    data.steps.flatMap((step) =>
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
    '## Scores',
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
