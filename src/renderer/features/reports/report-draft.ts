import type { Selection } from '../../../shared/contract/compare.ts';
import {
  type ReportBlock,
  reportBlocks,
  type ReportTexts,
  type TextPlace,
  textPlaces,
} from '../../../shared/report/blocks.ts';
import { type ReportFormatName, usualReportFormats } from '../../../shared/report/format-names.ts';
import { type ReportTemplateName, reportTemplates } from '../../../shared/report/templates.ts';

/** A report as the form holds it. */
export interface ReportDraft {
  readonly selection: Selection;
  readonly template: ReportTemplateName;
  readonly title: string;
  /** By place, the template's words among them until somebody changes them. */
  readonly texts: ReportTexts;
  readonly blocks: readonly ReportBlock[];
  /** Label of an arm; null is the usual one. */
  readonly baseline: string | null;
  /** Ids of tables of published results. */
  readonly external: readonly string[];
  readonly includesHarmful: boolean;
  readonly formats: readonly ReportFormatName[];
}

/** The full comparison without harmful answers, as every kind of text file. */
export function startDraft(selection: Selection): ReportDraft {
  const { blocks, texts } = reportTemplates.full;
  return {
    selection,
    template: 'full',
    title: '',
    texts,
    blocks,
    baseline: null,
    external: [],
    includesHarmful: false,
    formats: usualReportFormats,
  };
}

/** The draft with another template: its parts, and its words wherever nobody has written their own. */
export function changeTemplate(draft: ReportDraft, template: ReportTemplateName): ReportDraft {
  const old = reportTemplates[draft.template].texts;
  const own = Object.entries(draft.texts).filter(([place, text]) => text !== old[place as TextPlace]); // keys of ReportTexts
  const { blocks, texts } = reportTemplates[template];
  return { ...draft, template, blocks, texts: { ...texts, ...Object.fromEntries(own) } };
}

/** The places whose text would be shown, in their order. */
export function listPlaces(draft: ReportDraft): TextPlace[] {
  return textPlaces.filter(
    (place) => place === 'introduction' || place === 'conclusion' || draft.blocks.includes(place),
  );
}

/** What preview and export ask the lab for. */
export function describeReport(draft: ReportDraft) {
  const { selection, template, title, texts, blocks, baseline, external, includesHarmful } = draft;
  return {
    selection,
    template,
    texts,
    blocks: reportBlocks.filter((block) => blocks.includes(block)),
    includesHarmful,
    ...(external.length > 0 && blocks.includes('published') ? { external: [...external] } : {}),
    ...(title.trim() === '' ? {} : { title: title.trim() }),
    ...(baseline === null ? {} : { baseline }),
  };
}
