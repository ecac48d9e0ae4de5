import { listDataTables } from '../data/list-data-tables.ts';
import { encodeHtml } from '../html/document.ts';
import { oncePerReport } from '../once-per-report.ts';

/** The report as one page: what is opened in a browser is what is printed. */
export const encodePage = oncePerReport(encodeHtml);

/** Everything behind a report as tables: CSV and Parquet hold the same. */
export const listTables = oncePerReport(listDataTables);
