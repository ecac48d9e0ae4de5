import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function SamplesPage() {
  return <Page title={text.samples.title}>{null}</Page>;
}
