import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function RunsPage() {
  return <Page title={text.runs.title}>{null}</Page>;
}
