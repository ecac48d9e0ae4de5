import { drawFigure } from '../figures/draw-figure.ts';
import { encodeSvg } from '../figures/encode-svg.ts';
import { flattenFigures, listFigures } from '../figures/list-figures.ts';
import { encodeMarkdown } from '../markdown/document.ts';
import type { ReportFormat } from './report-format.ts';

/** The report as text, with its charts as pictures beside it. */
export const markdownFormat: ReportFormat = {
  name: 'md',
  label: 'Markdown with pictures',
  help: 'For notes, repositories and wikis: text and tables, the charts as SVG files beside it.',
  encode: (data) => {
    const figures = listFigures(data);
    const content = encodeMarkdown(data, figures);
    // A brief report shows some of its charts alone.
    const shown = flattenFigures(figures).filter(({ id }) => content.includes(`(images/${id}.svg)`));
    return [
      { name: 'report.md', content, help: 'The report as Markdown; its charts lie in images/.' },
      ...shown.map((figure) => ({
        name: `images/${figure.id}.svg`,
        content: encodeSvg(drawFigure(figure)),
        help: figure.description,
      })),
    ];
  },
};
