import type { ReportBlock, ReportData, ReportLayout, ReportSample } from '../../shared/views/report.ts';

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
