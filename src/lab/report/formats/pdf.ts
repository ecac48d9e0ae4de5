import { AppError } from '../../../shared/errors.ts';
import type { ReportFormat, ReportMachine } from './report-format.ts';
import { encodePage } from './shared-parts.ts';

/** The HTML page as a browser prints it. */
export const pdfFormat: ReportFormat = {
  name: 'pdf',
  label: 'PDF',
  help: 'For print and for attachments.',
  explainAbsence,
  isMadeElsewhere: true,
  encode: async (data, machine, onHandedOver) => {
    if (!machine.printPdf) throw new AppError('report/no-pdf', explainAbsence(machine) ?? 'PDF cannot be written.');
    const content = await machine.printPdf(encodePage(data), onHandedOver);
    return [{ name: 'report.pdf', content, help: 'The report as PDF.' }];
  },
};

function explainAbsence({ printPdf }: ReportMachine): string | null {
  return printPdf
    ? null
    : 'PDF is printed by Chromium, Chrome or Edge, and none is installed here (BOOSTER_LAB_BROWSER can name one); or open the HTML page in any browser and print it there.';
}
