import { escapeMarkdown } from '../../../shared/report/markdown.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { describeHarmful, titleReport } from '../apply-layout.ts';
import type { ReportFile } from './report-format.ts';

/** README.md of a report's folder: what each file is, and what the columns of its tables hold. */
export function makeReadme(data: ReportData, files: readonly ReportFile[]): ReportFile {
  const list = files.map(({ name, help }) => `| [${name}](${name}) | ${escapeMarkdown(help)} |`);
  // The same table is written in several formats.
  const kinds = Map.groupBy(files, (file) => JSON.stringify(file.columns?.map(({ name, help }) => [name, help])));
  const tables = [...kinds.values()].flatMap((members) => {
    const columns = members[0]?.columns;
    if (!columns) return [];
    const rows = columns.map(({ name, help }) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(help)} |`);
    return [
      `### ${members.map(({ name }) => name).join(', ')}`,
      ['| column | holds |', '| --- | --- |', ...rows].join('\n'),
    ];
  });
  const about = `Written by Booster Lab ${escapeMarkdown(data.provenance.codeVersion)}; ${describeHarmful(data)}.`;
  const content = [
    `# ${escapeMarkdown(titleReport(data))}: the files`,
    about,
    ['| file | what it is |', '| --- | --- |', ...list].join('\n'),
    ...(tables.length > 0 ? ['## Columns', ...tables] : []),
  ].join('\n\n');
  return { name: 'README.md', content: `${content}\n`, help: 'What each file is.' };
}
