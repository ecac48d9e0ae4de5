import { type ReportBlock, reportBlockInfo, reportBlocks } from '../../../shared/report/blocks.ts';
import { listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { formatInstant } from '../../../shared/report/format.ts';
import { escapeLatex, unknownCharacterCommand } from '../../../shared/report/latex/escape.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { describeHarmful, findText, isBrief, showsBlock, titleReport } from '../apply-layout.ts';
import type { Figure } from '../figures/figure.ts';
import type { ReportFigures } from '../figures/list-figures.ts';
import { splitFindings } from '../../../shared/report/split-findings.ts';
import { listBlockTables } from '../tables/list-tables.ts';
import { describeJudges } from './describe-judges.ts';
import { encodeList, encodeRichText } from './rich-text.ts';
import {
  encodeAllScoresTable,
  encodeHeadlineTable,
  encodePlainTable,
  encodeProvenanceTable,
  encodeSettingTables,
  type TableFile,
} from './tables.ts';

const preamble = String.raw`\documentclass[10pt,a4paper]{article}
\ifdefined\Umathcode
  \usepackage{fontspec}
\else
  \usepackage[utf8]{inputenc}
  \IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\fi
\usepackage[margin=2cm]{geometry}
\usepackage{array,booktabs,longtable,graphicx,siunitx}
\usepackage[hidelinks]{hyperref}
\setlength{\LTcapwidth}{\textwidth}
\setlength{\tabcolsep}{4pt}
\setlength{\emergencystretch}{3em}
\setlength{\belowcaptionskip}{4pt}
\renewcommand{\labelitemi}{$\bullet$}
\renewcommand{\topfraction}{0.9}
\renewcommand{\textfraction}{0.05}
\renewcommand{\floatpagefraction}{0.7}
% A section may hold more pictures in a row than TeX expects of one page.
\maxdeadcycles=1000`;

/** The report as a LaTeX document over its tables and figures; tables are files in tables/, figures PDFs in figures/. */
export function encodeLatexDocument(data: ReportData, figures: ReportFigures): { text: string; tables: TableFile[] } {
  const tables: TableFile[] = [];
  const place = (table: TableFile | null): string[] => {
    if (!table) return [];
    tables.push(table);
    return [placeTable(table)];
  };
  const shown = reportBlocks.filter((block) => showsBlock(data, block));
  const parts = shown.map((block) => ({ block, content: encodeBlock(data, block, figures, place) }));
  const body = [
    ...encodeRichText(findText(data, 'introduction')),
    ...parts
      .filter(({ content }) => content.length > 0)
      .flatMap(({ block, content }, index) => [
        `\\section{${escapeLatex(reportBlockInfo[block].title)}}`,
        ...encodeRichText(findText(data, block)),
        ...(index === 0 ? [...content, ...encodeCaveats(data)] : content),
        // Pictures stay in their section.
        ...(block === 'scores' || block === 'curves' ? ['\\clearpage'] : []),
      ]),
    ...encodeConclusion(data),
  ];
  const text = [
    `% Written by Booster Lab ${data.provenance.codeVersion}. Compile with pdflatex, twice; LuaLaTeX and XeLaTeX do too.`,
    preamble,
    unknownCharacterCommand,
    `\\title{${escapeLatex(titleReport(data))}}`,
    `\\author{Booster Lab ${escapeLatex(data.provenance.codeVersion)}}`,
    `\\date{${escapeLatex(formatInstant(data.writtenAtMs))}}`,
    '\\begin{document}',
    '\\maketitle',
    `\\noindent ${escapeLatex(`${describeOrigin(data)}; ${describeHarmful(data)}.`)}`,
    body.join('\n\n'),
    '\\end{document}',
    '',
  ].join('\n');
  return { text, tables };
}

function encodeBlock(
  data: ReportData,
  block: ReportBlock,
  figures: ReportFigures,
  place: (table: TableFile | null) => string[],
): string[] {
  const { bars, tradeoffs, axes, grids, attack, curves } = figures;
  switch (block) {
    case 'findings':
      return encodeFindings(data);
    case 'scores': {
      const own = [...tradeoffs, ...(isBrief(data) ? [] : [...axes, ...grids, ...attack])].flatMap(
        (group) => group.figures,
      );
      return [
        ...place(encodeHeadlineTable(data)),
        ...placeFigures([...bars, ...own], describeJudges(data, listHeadlineMetrics(data))),
        ...(isBrief(data) ? [] : place(encodeAllScoresTable(data))),
      ];
    }
    case 'curves':
      return placeFigures(
        curves.flatMap((group) => group.figures),
        `Seeds ${data.seeds.join(', ')}.`,
      );
    case 'settings':
      return encodeSettingTables(data).flatMap(place);
    case 'provenance':
      return place(encodeProvenanceTable(data));
    default:
      // Sample answers have no tables: they are left out as in Markdown.
      return listBlockTables(data, block).map(encodePlainTable).flatMap(place);
  }
}

function encodeFindings(data: ReportData): string[] {
  const { main, others } = splitFindings(data);
  const list = (findings: typeof main): string => encodeList(findings.map(({ text }) => escapeLatex(text)));
  return [
    ...(main.length > 0 ? [list(main)] : []),
    ...(others.length > 0 && !isBrief(data) ? ['Under the other conditions:', list(others)] : []),
    ...(data.experiment.notes ? [escapeLatex(data.experiment.notes)] : []),
  ];
}

/** What limits the numbers stands with the first of them, whichever part that is. */
function encodeCaveats(data: ReportData): string[] {
  const { warnings, experiment } = data;
  const hasWarnings = warnings.length > 0 && !showsBlock(data, 'findings');
  return [
    ...(hasWarnings ? [encodeList(warnings.map(escapeLatex))] : []),
    ...(experiment.limits ? [`\\begin{quote}\n${escapeLatex(experiment.limits)}\n\\end{quote}`] : []),
  ];
}

function encodeConclusion(data: ReportData): string[] {
  const text = encodeRichText(findText(data, 'conclusion'));
  return text.length > 0 ? ['\\section{Conclusion}', ...text] : [];
}

function placeTable({ id, caption, isLong }: TableFile): string {
  const input = `\\input{tables/${id}.tex}`;
  if (isLong) return `{\\footnotesize\n${input}}`;
  return `\\begin{table}[!htbp]\n\\centering\\footnotesize\n\\caption{${caption}}\\label{tab:${id}}\n${input}\\end{table}`;
}

/** Two beside each other, each with its own caption. */
function placeFigures(figures: readonly Figure[], origin: string): string[] {
  return Array.from({ length: Math.ceil(figures.length / 2) }, (_, row) => {
    const pair = figures.slice(2 * row, 2 * row + 2).map(
      ({ id, description }) =>
        `\\begin{minipage}[t]{0.485\\textwidth}
\\centering
\\includegraphics[width=\\linewidth]{figures/${id}.pdf}
\\caption{${escapeLatex(`${description} ${origin}`)}}\\label{fig:${id}}
\\end{minipage}`,
    );
    return `\\begin{figure}[!htbp]\n${pair.join('\\hfill\n')}\n\\end{figure}`;
  });
}

function describeOrigin({ runs, seeds, provenance }: ReportData): string {
  const judges = provenance.judges.map((judge) => `${judge.name} ${judge.version}`).join(', ');
  return `${runs.total} runs, ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}${judges ? `, judged by ${judges}` : ''}`;
}
