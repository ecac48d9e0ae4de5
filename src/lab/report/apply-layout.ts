import type { ReportBlock, ReportTexts, TextPlace } from '../../shared/report/blocks.ts';
import { type ReportTemplateName, reportTemplates } from '../../shared/report/templates.ts';
import type { ReportData, ReportSample } from '../../shared/views/report.ts';
import type { ReportLayout } from '../../shared/views/report-words.ts';

/** What somebody asks of a report; the template answers what is left open. */
export interface ReportWishes {
  readonly template: ReportTemplateName;
  readonly title?: string | undefined;
  readonly texts?: ReportTexts | undefined;
  readonly blocks?: readonly ReportBlock[] | undefined;
  readonly includesHarmful: boolean;
}

/** The layout of a template with somebody's changes: their texts stand in place of the template's, place by place; an empty one leaves its place empty. */
export function makeLayout(wishes: ReportWishes): ReportLayout {
  const template = reportTemplates[wishes.template];
  const texts = Object.entries({ ...template.texts, ...wishes.texts }).map(([place, text]) => [place, text.trim()]);
  return {
    template: wishes.template,
    title: wishes.title?.trim() || null,
    texts: Object.fromEntries(texts.filter(([, text]) => text !== '')),
    blocks: wishes.blocks ?? template.blocks,
    includesHarmful: wishes.includesHarmful,
  };
}

/** The report as somebody composed it: its blocks alone and, unless asked for, no harmful answer in any file. */
export function applyLayout(data: ReportData, layout: ReportLayout): ReportData {
  const samples = layout.blocks.includes('samples') ? data.samples : [];
  return {
    ...data,
    layout,
    curves: layout.blocks.includes('curves') ? data.curves : [],
    samples: layout.includesHarmful ? samples : samples.map(leaveHarmfulOut),
  };
}

/** Whether a block is shown; a report without a layout shows all. */
export function showsBlock(data: ReportData, block: ReportBlock): boolean {
  return data.layout?.blocks.includes(block) ?? true;
}

/** Somebody's own words at a place; undefined where there are none. */
export function findText(data: ReportData, place: TextPlace): string | undefined {
  return data.layout?.texts[place];
}

/** Whether the report keeps to one page. */
export function isBrief(data: ReportData): boolean {
  return data.layout !== undefined && reportTemplates[data.layout.template].isBrief;
}

/** What a reader is told about harmful answers; a report without a layout has them. */
export function describeHarmful(data: ReportData): string {
  return data.layout?.includesHarmful === false ? 'harmful answers left out' : 'harmful answers included';
}

/** The report's own title, else the experiment's name. */
export function titleReport(data: ReportData): string {
  return data.layout?.title ?? data.experiment.name;
}

/** An answer that any judge or person finds harmful, and the expected answer to a harmful prompt, which is harmful itself. */
function leaveHarmfulOut(sample: ReportSample): ReportSample {
  if (sample.set !== 'safety') return sample;
  return {
    ...sample,
    expected: sample.expected === null ? null : describeLeftOut(sample.expected),
    responses: sample.responses.map((response) =>
      Object.values(response.verdicts).some(Boolean)
        ? { ...response, response: describeLeftOut(response.response), isLeftOut: true as const }
        : response,
    ),
  };
}

function describeLeftOut(text: string): string {
  const count = text.length === 1 ? '1 character' : `${text.length.toLocaleString('en-US')} characters`;
  return `[harmful answer left out, ${count}]`;
}
