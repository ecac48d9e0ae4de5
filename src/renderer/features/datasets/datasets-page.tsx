import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function DatasetsPage() {
  return <Page title={text.datasets.title}>{null}</Page>;
}
