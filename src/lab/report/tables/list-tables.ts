import type { ReportBlock } from '../../../shared/report/blocks.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { listJudgeTables } from './judge-tables.ts';
import { listCategoryTables, listFidelityTables, listPublishedTables } from './other-tables.ts';
import { listPromptTables } from './prompt-tables.ts';
import type { ReportTable } from './report-table.ts';

/** The tables of the parts that are nothing but tables; every kind of file draws them. */
const makers: Readonly<Partial<Record<ReportBlock, (data: ReportData) => ReportTable[]>>> = {
  prompts: listPromptTables,
  categories: listCategoryTables,
  judges: listJudgeTables,
  published: listPublishedTables,
  fidelity: listFidelityTables,
};

/** Tables of a part; empty for a part that is more than tables, and where there is nothing to show. */
export function listBlockTables(data: ReportData, block: ReportBlock): ReportTable[] {
  return makers[block]?.(data) ?? [];
}
