import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function ComparePage() {
  return <Page title={text.compare.title}>{null}</Page>;
}
