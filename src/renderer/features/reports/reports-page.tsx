import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function ReportsPage() {
  return <Page title={text.reports.title}>{null}</Page>;
}
