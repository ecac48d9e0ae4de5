import type { ReportData } from '../../../shared/views/report.ts';
import { makeSampleTable, makeVerdictTable } from './answer-tables.ts';
import { countRows, type DataTable } from './data-table.ts';
import { makeCurveTable, makeFindingTable, makePromptTable, makeRunTable, makeSettingTable } from './other-tables.ts';
import { makeDifferenceTable, makeScoreTable, makeSummaryTable } from './score-tables.ts';

const makers = [
  makeScoreTable,
  makeSummaryTable,
  makeDifferenceTable,
  makePromptTable,
  makeVerdictTable,
  makeCurveTable,
  makeSettingTable,
  makeRunTable,
  makeSampleTable,
  makeFindingTable,
];

/** Everything behind a report as tables, the scores first; a table without rows is left out, the scores excepted. */
export function listDataTables(data: ReportData): DataTable[] {
  return makers.map((make) => make(data)).filter((table, index) => index === 0 || countRows(table) > 0);
}
