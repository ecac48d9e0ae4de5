import type { ReportData } from '../../../shared/views/report.ts';
import { drawFigure } from '../figures/draw-figure.ts';
import { encodePdf } from '../figures/encode-pdf.ts';
import { flattenFigures, listFigures } from '../figures/list-figures.ts';
import { encodeLatexDocument } from '../latex/document.ts';
import type { ReportFile, ReportFormat } from './report-format.ts';

/** A LaTeX document, its tables as files for \input, and its charts as PDFs with embedded letters; nothing else is needed to make them. */
export const texFormat: ReportFormat = {
  name: 'tex',
  label: 'LaTeX with figures as PDF',
  help: 'For papers: tables to read with \\input, figures as vectors, and a document that compiles with pdflatex.',
  encode: encodeTex,
};

function encodeTex(data: ReportData): ReportFile[] {
  const figures = listFigures(data);
  const { text, tables } = encodeLatexDocument(data, figures);
  const shown = flattenFigures(figures).filter(({ id }) => text.includes(`{figures/${id}.pdf}`));
  return [
    { name: 'report.tex', content: text, help: 'The report as a LaTeX document; compile it with pdflatex.' },
    ...tables.map(
      ({ id, content }): ReportFile => ({
        name: `tables/${id}.tex`,
        content,
        help: 'A booktabs table to read with \\input.',
      }),
    ),
    ...shown.map(
      (figure): ReportFile => ({
        name: `figures/${figure.id}.pdf`,
        content: encodePdf(drawFigure(figure)),
        help: figure.description,
      }),
    ),
  ];
}
